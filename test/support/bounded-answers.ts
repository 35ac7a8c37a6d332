import type { ServerResponse } from 'node:http';
import { expect } from '@jest/globals';
import { countedFetch } from './counted-fetch.ts';
import {
  bomb,
  drip,
  type Encoding,
  type HostileServers,
  sendEndlessly,
  timeLimit,
  UNREAD_BYTES,
} from './hostile-servers.ts';

/** What a call goes through, to a server that means ill. */
export interface Connection {
  readonly url: URL;
  readonly fetch: typeof fetch;
  readonly timeout: () => AbortSignal;
}

/** A client that reads an answer only so far, and only so long. */
export interface BoundedClient<Outcome> {
  readonly servers: HostileServers;
  readonly call: (connection: Connection) => Promise<Outcome>;
  /** Those that a good answer has. */
  readonly headers?: (origin: string) => Readonly<Record<string, string>>;
  /** A good answer, with which the bomb begins: who reads its beginning only is deceived. */
  readonly text: string;
  /** Unpacked. */
  readonly limitBytes: number;
  /** Expects of a call what must become of it when its answer is too long. */
  readonly tooLong: (called: Promise<Outcome>) => Promise<unknown>;
  /** The same, when the time is over. */
  readonly timedOut: (called: Promise<Outcome>) => Promise<unknown>;
}

/** A reader learns from a chunk that it was one too many, and zlib and the network hand on up to 64 KB at once. */
const SOME_CHUNKS = 2 * 65_536;

/** An answer that is small on the wire and huge when unpacked is unpacked to the limit. */
export async function expectBombRefused<Outcome>(client: BoundedClient<Outcome>, encoding: Encoding): Promise<void> {
  const packed = bomb(encoding, client.text);
  const { called, pulledBytes } = await callOf(client, (response, headers) =>
    response.writeHead(200, { ...headers, ...packed.headers }).end(packed.body),
  );

  await client.tooLong(called);
  expectStoppedAt(client.limitBytes, pulledBytes());
}

/** An answer without end is read to the limit, and its connection is closed. */
export async function expectHungUp<Outcome>(client: BoundedClient<Outcome>, status = 200): Promise<void> {
  const sent: Promise<number>[] = [];
  const { called, pulledBytes } = await callOf(client, (response, headers) =>
    sent.push(sendEndlessly(response, headers, status)),
  );

  await client.tooLong(called);
  expect(await sent[0]).toBeLessThan(client.limitBytes + UNREAD_BYTES);
  expectStoppedAt(client.limitBytes, pulledBytes());
}

/** An answer that comes byte after byte is left when the time is over. */
export async function expectTimedOut<Outcome>(client: BoundedClient<Outcome>): Promise<void> {
  const limit = timeLimit();
  const { called } = await callOf(client, (response, headers) => drip(response, headers, limit.end), limit.timeout);

  await client.timedOut(called);
}

async function callOf<Outcome>(
  { servers, call, headers = () => ({}) }: BoundedClient<Outcome>,
  answer: (response: ServerResponse, headers: Readonly<Record<string, string>>) => unknown,
  timeout = timeLimit().timeout,
) {
  const { url } = await servers.listen((request, response) => {
    answer(response, headers(`http://${request.headers.host}`));
  });
  const { fetch, pulledBytes } = countedFetch();
  return { called: call({ url, fetch, timeout }), pulledBytes };
}

/** Not before the limit either: a count that misses how a client reads would stay at nothing. */
function expectStoppedAt(limitBytes: number, pulledBytes: number): void {
  expect(pulledBytes).toBeGreaterThanOrEqual(limitBytes);
  expect(pulledBytes).toBeLessThanOrEqual(limitBytes + SOME_CHUNKS);
}
