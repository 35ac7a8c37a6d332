import { indexEvents } from '../local/emulators/hec-events.ts';
import type { AcceptedEvent } from '../local/emulators/accepted-event.ts';
import { readBody, startLoopbackServer } from '../local/emulators/loopback-server.ts';
import { gunzipSync } from 'node:zlib';

/** An HTTP Event Collector that answers at once and looks at what it got later. */
export interface Collector {
  readonly url: string;
  readonly largestBytes: number;
  clear(): void;
  /** Indexes what came since the last `clear`, body by body. Fails on a body that is not whole. */
  index(accept: (event: AcceptedEvent) => void): void;
  stop(): Promise<void>;
}

/**
 * The time that a collector takes to look at events is no figure of the sender's; on the same two cores it would be
 * most of what is measured. And it takes any size: a sender that makes bodies of 2 MB is to be measured, not refused.
 */
export async function startCollector(): Promise<Collector> {
  let bodies: { readonly bytes: Buffer; readonly isGzipped: boolean }[] = [];

  const server = await startLoopbackServer(async (request, response) => {
    bodies.push({ bytes: await readBody(request), isGzipped: request.headers['content-encoding'] === 'gzip' });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"Success","code":0}');
  });

  return {
    url: server.url,
    get largestBytes() {
      return Math.max(0, ...bodies.map(({ bytes }) => bytes.length));
    },
    clear() {
      bodies = [];
    },
    index(accept) {
      const rules = { at: new Date(), indexes: undefined, refuses: () => false };
      for (const { bytes, isGzipped } of bodies) {
        const { code, indexed } = indexEvents(isGzipped ? gunzipSync(bytes) : bytes, rules, accept);
        if (code !== 0) throw new Error(`HEC would refuse a body with code ${code} behind ${indexed} events`);
      }
    },
    stop: () => server.stop(),
  };
}
