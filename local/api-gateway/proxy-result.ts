import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isObject } from '../is-object.ts';

/** What a function answers its caller with. */
export interface ProxyAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

const MEMBERS = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);
/** API Gateway sends its own, and a function's under another name. */
const REMAPPED = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);
const DROPPED = 'transfer-encoding';

/** Undefined when API Gateway would call it a malformed Lambda proxy response. */
export function readProxyResult(result: unknown, isBinary: boolean): ProxyAnswer | undefined {
  // Lambda passes an answer on as JSON.
  const answer: unknown = JSON.parse(JSON.stringify(result) ?? 'null');
  if (!isObject(answer) || Object.keys(answer).some((name) => !MEMBERS.has(name))) return undefined;

  const status = Number(answer['statusCode'] ?? 200);
  const headers = readHeaders(answer['headers'] ?? {}, answer['multiValueHeaders'] ?? {});
  const body = answer['body'] ?? '';
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (!headers || typeof body !== 'string') return undefined;

  const isEncoded = isBinary && answer['isBase64Encoded'] === true;
  return { status, headers, body: Buffer.from(body, isEncoded ? 'base64' : 'utf8') };
}

/** Both kinds of headers merged: a value that both give is sent once. */
function readHeaders(single: unknown, multiple: unknown): ProxyAnswer['headers'] | undefined {
  if (!isObject(single) || !isObject(multiple)) return undefined;
  const merged = new Map<string, { readonly name: string; readonly values: Set<string> }>();
  const add = (name: string, value: unknown): boolean => {
    if (!['string', 'number', 'boolean'].includes(typeof value) || !isValid(name, String(value))) return false;
    const known = merged.get(name.toLowerCase()) ?? { name, values: new Set<string>() };
    merged.set(name.toLowerCase(), { name: known.name, values: known.values.add(String(value)) });
    return true;
  };

  const given = [
    ...Object.entries(multiple).flatMap(([name, values]) =>
      Array.isArray(values) ? values.map((value: unknown) => [name, value] as const) : [[name, values] as const],
    ),
    ...Object.entries(single),
  ];
  if (!given.every(([name, value]) => add(name, value))) return undefined;

  // API Gateway answers JSON if nothing else is said.
  if (!merged.has('content-type')) add('Content-Type', 'application/json');
  return [...merged.values()]
    .flatMap(({ name, values }) => [...values].map((value) => [name, value] as const))
    .flatMap(remapped);
}

function remapped([name, value]: readonly [string, string]): readonly (readonly [string, string])[] {
  if (name.toLowerCase() === DROPPED) return [];
  return [[REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value]];
}

function isValid(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
