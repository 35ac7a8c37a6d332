import { randomUUID } from 'node:crypto';
import { rateLimitWindow } from '../../local/emulators/okta-rate-limit.ts';
import { type LoopbackServer, startLoopbackServer } from '../../local/emulators/loopback-server.ts';
import { eventPool } from './event-pool.ts';
import type { TrafficPlan } from './traffic-plan.ts';

const PAGE_EVENTS = 1000;

/**
 * A System Log with polling requests that keeps nothing: an event's number says when it came into being and what it
 * holds. The emulated org keeps every event, and a soak's would be its memory, not ours.
 */
export async function startUnstoredLog(options: {
  readonly plan: TrafficPlan;
  readonly requestsPerMinute: number;
  /** Undefined before the first event comes into being. */
  readonly startMs: () => number | undefined;
  readonly now: () => Date;
}): Promise<LoopbackServer> {
  const { plan, startMs, now } = options;
  const window = rateLimitWindow(options.requestsPerMinute);
  const pool = eventPool();

  const countAt = (ms: number): number => {
    const start = startMs();
    return start === undefined ? 0 : plan.countAt(ms - start);
  };
  const placeOf = (url: URL): number => {
    const after = url.searchParams.get('after');
    return after === null ? countAt(Date.parse(url.searchParams.get('since') ?? '')) : Number(after);
  };
  const page = (from: number, to: number): string => {
    const start = startMs() ?? 0;
    const texts = Array.from({ length: to - from }, (_, index) =>
      pool.text(from + index, new Date(start + plan.msOf(from + index))),
    );
    return `[${texts.join(',')}]`;
  };

  const server = await startLoopbackServer(async (request, response) => {
    const at = now();
    const isAllowed = window.take(at);
    const { limit, remaining, reset } = window.state(at);
    const headers = {
      'content-type': 'application/json',
      date: at.toUTCString(),
      'x-okta-request-id': randomUUID(),
      'x-rate-limit-limit': String(limit),
      'x-rate-limit-remaining': String(remaining),
      'x-rate-limit-reset': String(reset),
    };
    if (!isAllowed) {
      response.writeHead(429, headers).end('{"errorCode":"E0000047"}');
      return;
    }
    const url = new URL(request.url ?? '/', server.url);
    const from = placeOf(url);
    const to = Math.min(from + PAGE_EVENTS, countAt(at.getTime()));
    const next = `${server.url}/api/v1/logs?after=${Math.max(from, to)}&limit=${PAGE_EVENTS}`;
    response.writeHead(200, { ...headers, link: `<${next}>; rel="next"` }).end(page(from, Math.max(from, to)));
  });
  return server;
}
