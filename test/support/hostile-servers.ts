import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';

export interface HostileServer {
  readonly url: URL;
  /** The headers of each request, in order. */
  readonly seen: readonly IncomingHttpHeaders[];
}

export interface HostileServers {
  readonly listen: (listener: RequestListener) => Promise<HostileServer>;
  readonly stopAll: () => Promise<unknown>;
}

/** Servers on loopback that answer as they like, for fetch itself to deal with; stopped together. */
export function hostileServers(): HostileServers {
  const stops: (() => Promise<unknown>)[] = [];

  async function listen(listener: RequestListener): Promise<HostileServer> {
    const seen: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers);
      listener(request, response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    stops.push(async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    });
    return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), seen };
  }

  return { listen, stopAll: () => Promise.all(stops.splice(0).map((stop) => stop())) };
}

const QUICKLY = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const COMPRESSIONS = {
  gzip: (bytes: Buffer) => gzipSync(bytes),
  deflate: (bytes: Buffer) => deflateSync(bytes),
  br: (bytes: Buffer) => brotliCompressSync(bytes, QUICKLY),
  'gzip, gzip': (bytes: Buffer) => gzipSync(gzipSync(bytes)),
} as const;

export type Encoding = keyof typeof COMPRESSIONS;
export const ENCODINGS = Object.keys(COMPRESSIONS) as Encoding[];

const BOMB_BYTES = 40_000_000;

/** Forty megabytes that begin with `text`, in forty kilobytes or less on the wire. */
export function bomb(encoding: Encoding, text: string) {
  const body = COMPRESSIONS[encoding](Buffer.alloc(BOMB_BYTES, ' ').fill(text, 0, Buffer.byteLength(text)));
  return { headers: { 'content-encoding': encoding }, body };
}

/** So much of an endless answer may be on its way when nobody reads on: buffers of both ends and of the kernel. */
export const UNREAD_BYTES = 30 * 1024 * 1024;
const CHUNK = Buffer.alloc(1024 * 1024, ' ');

/**
 * Goes on answering until nobody listens. Resolves to how many bytes were sent, or to infinity at ten times what may
 * be under way.
 */
export async function sendEndlessly(
  response: ServerResponse,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
) {
  response.writeHead(status, headers);
  const closed = once(response, 'close');
  for (let sent = 0; sent < 10 * UNREAD_BYTES; sent += CHUNK.length) {
    if (!response.write(CHUNK)) await Promise.race([once(response, 'drain'), closed]);
    if (response.destroyed) return sent;
  }
  response.end();
  return Number.POSITIVE_INFINITY;
}

const DRIPS = 20_000;

/** Sends an answer byte after byte, which would take for ever, and calls `whenSlow` after some. */
export function drip(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  whenSlow: () => void,
): void {
  response.writeHead(200, headers);
  const next = (count: number): void => {
    if (response.destroyed) return;
    if (count === 100) whenSlow();
    if (count === DRIPS) response.end();
    else response.write(' ', () => setImmediate(next, count + 1));
  };
  next(0);
}

/** A time limit that ends when it is told to, and what a request is told then. */
export function timeLimit() {
  const controller = new AbortController();
  return {
    timeout: () => controller.signal,
    end: () => controller.abort(new DOMException('the time is over', 'TimeoutError')),
  };
}
