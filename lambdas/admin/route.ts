import { OktaError } from './okta-error.ts';
import type { AdminRequest } from './request.ts';

export interface AdminResponse {
  readonly status: number;
  /** A value for JSON, or JSON already; absent for an empty body. */
  readonly body?: { readonly value: unknown } | { readonly json: string } | undefined;
  /** One header line each. */
  readonly links?: readonly string[] | undefined;
}

/** One operation of the API, written as the API description writes it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/api/v1/logStreams/{id}` */
  readonly path: string;
  readonly handle: (request: AdminRequest, parameters: Readonly<Record<string, string>>) => Promise<AdminResponse>;
}

export const ok = (value: unknown): AdminResponse => ({ status: 200, body: { value } });

/** Fails with Okta's 404 for a path that no route has, and its 405 for another method of one. */
export function findRoute(
  routes: readonly Route[],
  { method, path }: Pick<AdminRequest, 'method' | 'path'>,
): { readonly route: Route; readonly parameters: Readonly<Record<string, string>> } {
  const onPath = routes.flatMap((route) => {
    const parameters = match(route.path, path);
    return parameters ? [{ route, parameters }] : [];
  });
  const found = onPath.find(({ route }) => route.method === method);
  if (found) return found;
  if (onPath.length > 0)
    throw new OktaError(405, 'E0000022', 'The endpoint does not support the provided HTTP method');
  throw new OktaError(404, 'E0000008', 'The requested path was not found');
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined && segment !== value) return undefined;
    if (name !== undefined && value === '') return undefined;
    if (name !== undefined) parameters[name] = value;
  }
  return parameters;
}
