import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { RequestCounter } from '../../lambdas/admin/rate-window.ts';
import type { AdminHandlerDeps } from '../../lambdas/runtime/create-admin-handler.ts';
import { createAdminHandler } from '../../lambdas/runtime/create-admin-handler.ts';
import { ADMIN } from './callers.ts';
import { CapturedLogger } from './captured-logger.ts';
import { deployment } from './deployment.ts';
import { lambdaContext } from './lambda-invocation.ts';

/** Where clients reach the API. */
export const API_ORIGIN = 'https://abc123.execute-api.eu-west-1.amazonaws.com';

/** An API token's principal, as the authorizer hands it on. */
export interface TokenCaller {
  readonly tokenId: string;
  readonly tokenName: string;
}

export interface AskOptions {
  /** Bytes or text as they are; anything else as JSON. */
  readonly body?: unknown;
  /** Not encoded. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Who asks, instead of an admin who signs with AWS credentials. */
  readonly as?: TokenCaller;
}

export interface AdminReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of `Link`, by relation. */
  readonly links: Readonly<Record<string, string>>;
  /** Of JSON its value; undefined when there is none. */
  readonly body: unknown;
  readonly text: string;
}

export type AdminApi = Awaited<ReturnType<typeof adminApi>>;

/** The admin function over a deployment in memory, asked as API Gateway asks it; `through` may wrap its ports. */
export async function adminApi(
  options: { readonly maxLogStreams?: number } & Partial<Omit<AdminHandlerDeps, 'maxLogStreams'>> = {},
  through: (deps: AdminHandlerDeps) => AdminHandlerDeps = (deps) => deps,
) {
  const { maxLogStreams = 10, ...overrides } = options;
  const world = await deployment({ streamIds: [], maxLogStreams });
  const logger = new CapturedLogger();
  let uuids = 0;
  const deps = through({
    ...world.adminDeps,
    target: world.target,
    timeout: world.deliverDeps.timeout,
    attemptTimeoutMs: world.deliverDeps.attemptTimeoutMs,
    lifecycleLog: world.lifecycleLog,
    requests: memoryCounter(),
    requestsPerMinute: 600,
    // Told apart by how they begin: an `errorId` has no more of one.
    uuid: () => `${(uuids += 1).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
    ...overrides,
  });
  const handler = createAdminHandler(deps, logger);

  /** `url` is a path with its query as a client writes it, or one of the API's own links. */
  async function ask(method: string, url: string, asked: AskOptions = {}): Promise<AdminReply> {
    const answer = await handler(proxyEvent(method, url, asked), lambdaContext());
    const headers = Object.fromEntries([
      ...Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ...Object.entries(answer.multiValueHeaders ?? {}).map(([name, values]) => [
        name.toLowerCase(),
        (values ?? []).join(', '),
      ]),
    ]) as Readonly<Record<string, string>>;
    const { body: text } = answer;
    const links = [...(headers['link'] ?? '').matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, href, rel]) => [
      rel,
      href,
    ]);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: answer.statusCode, headers, links: Object.fromEntries(links), body, text };
  }

  return { ...world, ask, deps, handler, logger };
}

/** Requests of a window, counted for one function. */
function memoryCounter(): RequestCounter {
  const counts = new Map<number, number>();
  return {
    async count(windowStart) {
      const count = (counts.get(windowStart.getTime()) ?? 0) + 1;
      counts.set(windowStart.getTime(), count);
      return count;
    },
  };
}

/** What API Gateway makes of a request to `ANY /{proxy+}` of the stage `api`. */
function proxyEvent(method: string, url: string, asked: AskOptions): APIGatewayProxyEvent {
  const [path = '', search = ''] = url.replace(API_ORIGIN, '').split(/\?(.*)/s);
  const given = Object.entries(asked.query ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  const query = Object.groupBy([...new URLSearchParams(search), ...given], ([name]) => name);
  const headers = {
    ...(asked.body !== undefined && { 'Content-Type': 'application/json' }),
    'X-Forwarded-Proto': 'https',
    ...asked.headers,
  };
  const below = path.replace(/^\/api(?=\/|$)/, '');
  return {
    resource: '/{proxy+}',
    path: below,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: Object.fromEntries(
      Object.entries(query).map(([name, pairs = []]) => [name, pairs.map(([, value]) => value)]),
    ),
    pathParameters: { proxy: below.slice(1) },
    stageVariables: null,
    body: asked.body === undefined ? null : bytesOf(asked.body).toString('base64'),
    isBase64Encoded: asked.body !== undefined,
    requestContext: {
      path,
      httpMethod: method,
      requestId: ADMIN.requestId,
      domainName: new URL(API_ORIGIN).host,
      stage: 'api',
      ...(asked.as && { authorizer: { principalId: asked.as.tokenId, ...asked.as } }),
      identity: {
        caller: asked.as ? null : ADMIN.id,
        userArn: asked.as ? null : ADMIN.alternateId,
        sourceIp: ADMIN.ipAddress,
        userAgent: ADMIN.userAgent,
      },
    },
  } as unknown as APIGatewayProxyEvent;
}

function bytesOf(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
