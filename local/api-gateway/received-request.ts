import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../lambdas/core/ports.ts';

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly requestId: string;
  readonly at: Date;
  readonly method: string;
  /** With the stage, percent-encoded as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** In the order and the case they were sent in. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined when it is larger than API Gateway takes. */
  readonly body: Buffer | undefined;
  readonly sourceIp: string;
}

/** AWS: the payload of a request to a REST API, 10 MB. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

export async function receive(incoming: IncomingMessage, now: Clock): Promise<ReceivedRequest> {
  const at = now();
  const [path = '', ...query] = (incoming.url ?? '').split('?');
  const { rawHeaders } = incoming;
  return {
    requestId: randomUUID(),
    at,
    method: incoming.method ?? '',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
      rawHeaders[2 * index] ?? '',
      rawHeaders[2 * index + 1] ?? '',
    ]),
    body: await readBody(incoming),
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
  };
}

/** Reads to the end in any case: a client hears an answer only when it has sent everything. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

/** Every value of the header, joined as HTTP has it; undefined where there is none. */
export function headerOf({ headers }: Pick<ReceivedRequest, 'headers'>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
  return values.length > 0 ? values.join(',') : undefined;
}
