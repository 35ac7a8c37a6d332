import { isObject, type JsonObject } from '../../cli/json-members.ts';
import type { ConsoleApi } from './console-api.ts';

/** JSON Schemas of the stream types, as the API serves them. */
export async function readSchemas(api: ConsoleApi): Promise<readonly JsonObject[]> {
  const { body } = await api.ask('GET', '/api/v1/meta/schemas/logStream');
  return Array.isArray(body) ? body.filter(isObject) : [];
}
