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

/** What a reader may take beyond its limit before it can know: zlib and the network hand on 64 KB or so at once. */
const SOME_CHUNKS = 2 * 65_536;

/** A few kilobytes that unpack to forty megabytes are unpacked to the limit. */
export async function expectBombUnread<Outcome>(client: BoundedClient<Outcome>, encoding: Encoding): Promise<void> {
  const packed = bomb(encoding, client.text);
  const { called, pulledBytes } = await callOf(client, (response, headers) =>
    response.writeHead(200, { ...headers, ...packed.headers }).end(packed.body),
  );

  await client.tooLong(called);
  expectStoppedAt(client.limitBytes, pulledBytes());
}

/** A body without end is read to the limit, and its connection ends. */
export async function expectHungUp<Outcome>(client: BoundedClient<Outcome>, status = 200): Promise<void> {
  const sent: Promise<number>[] = [];
  const { called, pulledBytes } = await callOf(client, (response, headers) =>
    sent.push(sendEndlessly(response, headers, status)),
  );

  await client.tooLong(called);
  console.log('SENT', (await sent[0])! / 1048576);
  expect(await sent[0]).toBeLessThan(client.limitBytes + UNREAD_BYTES);
  expectStoppedAt(client.limitBytes, pulledBytes());
}

/** A body that comes byte after byte is left when the time is over. */
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

/** Not before either: a count that stays at nothing would prove nothing. */
function expectStoppedAt(limitBytes: number, pulledBytes: number): void {
  console.log('PULLED', pulledBytes - limitBytes);
  expect(pulledBytes).toBeGreaterThanOrEqual(limitBytes);
  expect(pulledBytes).toBeLessThanOrEqual(limitBytes + SOME_CHUNKS);
}
