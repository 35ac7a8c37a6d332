import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, refusal } from './answer.ts';
import type { Forward } from './forward.ts';

const METHODS = new Set(['DELETE', 'GET', 'POST', 'PUT']);
const API = '/api/v1/';

/** The API takes 64 KB; a little more comes through, so that it is the API that refuses. */
const MAX_BODY_BYTES = 100_000;

/** Of the API's answer only what the page reads. */
const SHOWN_HEADERS = ['content-type', 'date', 'link', 'retry-after', 'x-okta-request-id', 'x-rate-limit-reset'];

/** A request of the page, answered by the admin API. */
export async function forwardRequest(
  forward: Forward,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer> {
  const { method = '' } = request;
  if (!METHODS.has(method)) return refusal(405, 'CONSOLE_METHOD_REFUSED', `there is no ${method} in the API`);
  // Parsed before, so `..` and the like are resolved already.
  if (!url.pathname.startsWith(API)) return refusal(404, 'CONSOLE_PATH_UNKNOWN', 'there is nothing at this path');
  const body = await readText(request);
  if (body === undefined) {
    return refusal(413, 'CONSOLE_BODY_TOO_LARGE', `a body may have ${MAX_BODY_BYTES} bytes at most`);
  }

  const abandoned = new AbortController();
  response.once('close', () => abandoned.abort());
  try {
    const target = `${url.pathname}${url.search}`;
    const answered = await forward({ method, target, signal: abandoned.signal, ...(body !== '' && { body }) });
    return await shown(answered);
  } catch (error) {
    return refusal(502, codeOf(error), messageOf(error));
  }
}

/** Undefined when there is more of it than the API would take. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function shown(answered: Response): Promise<Answer> {
  const { status, headers } = answered;
  if (status >= 300 && status < 400) {
    return refusal(502, 'API_ANSWER_INVALID', `the API answered with a redirect (${status}), which it never does`);
  }
  const found = SHOWN_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status, headers: Object.fromEntries(found), body: await answered.text() };
}

const codeOf = (error: unknown): string => {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'UNEXPECTED';
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
