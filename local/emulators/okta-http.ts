import { randomBytes } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer } from './okta-answer.ts';
import type { Reply } from './okta-faults.ts';
import type { RateLimit } from './okta-rate-limit.ts';

/** A request as the org's parts see it. */
export interface OrgMessage {
  readonly at: Date;
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly proof: string | undefined;
  readonly form: URLSearchParams;
}

export async function readMessage(
  incoming: IncomingMessage,
  { origin, at }: { readonly origin: string; readonly at: Date },
): Promise<OrgMessage> {
  return {
    at,
    method: incoming.method ?? '',
    url: new URL(`${origin}${incoming.url}`),
    authorization: incoming.headers.authorization,
    proof: incoming.headers['dpop']?.toString(),
    form: new URLSearchParams(await text(incoming)),
  };
}

/** Sends the reply, or as much of it as is meant to arrive. */
export function writeReply(response: ServerResponse, { answer, rateLimit, arrival }: Reply, at: Date): void {
  if (arrival === 'never') return;
  if (arrival === 'reset') {
    response.destroy();
    return;
  }

  response.writeHead(answer.status, headersOf(answer, rateLimit, at));
  if (arrival === 'whole') response.end(answer.body);
  else response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy());
}

function headersOf(answer: Answer, rateLimit: RateLimit | undefined, at: Date): OutgoingHttpHeaders {
  return {
    ...answer.headers,
    'Content-Length': answer.body.length,
    Date: at.toUTCString(),
    'X-Okta-Request-Id': randomBytes(16).toString('hex'),
    ...(rateLimit && {
      'X-Rate-Limit-Limit': rateLimit.limit,
      'X-Rate-Limit-Remaining': rateLimit.remaining,
      'X-Rate-Limit-Reset': rateLimit.reset,
    }),
  };
}
