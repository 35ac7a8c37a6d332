import { invalid } from './invalid.ts';
import type { AdminRequest } from './request.ts';

/** A query parameter that may be given once. Fails with E0000001 when it is repeated. */
export function single({ query }: Pick<AdminRequest, 'query'>, name: string): string | undefined {
  const values = Object.hasOwn(query, name) ? (query[name] ?? []) : [];
  if (values.length > 1) throw invalid(name, [`${name}: it may be given once; got ${values.length} of it`]);
  return values[0];
}
