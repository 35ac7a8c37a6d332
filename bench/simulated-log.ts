import { rateLimitWindow } from '../local/emulators/okta-rate-limit.ts';
import { PAGE_EVENTS } from './portions.ts';

/** A System Log whose events come into being by the clock: event n exists from `n / eventsPerSecond` on. */
export interface SimulatedLog {
  answer(url: URL): Response;
  /** When event n came into being. */
  publishedMs(order: number): number;
  readonly requests: number;
  readonly refused: number;
}

export function simulatedLog(
  { eventsPerSecond, requestsPerMinute }: { readonly eventsPerSecond: number; readonly requestsPerMinute: number },
  clock: { readonly ms: number },
): SimulatedLog {
  const startMs = clock.ms;
  const window = rateLimitWindow(requestsPerMinute);
  let requests = 0;
  let refused = 0;

  const publishedMs = (order: number): number => startMs + (order * 1000) / eventsPerSecond;
  const eventText = (order: number): string =>
    `{"uuid":"event-${order}","published":"${new Date(publishedMs(order)).toISOString()}"}`;

  return {
    answer(url) {
      const at = new Date(clock.ms);
      requests += 1;
      const isAllowed = window.take(at);
      const { limit, remaining, reset } = window.state(at);
      const headers = {
        date: at.toUTCString(),
        'x-rate-limit-limit': String(limit),
        'x-rate-limit-remaining': String(remaining),
        'x-rate-limit-reset': String(reset),
      };
      if (!isAllowed) {
        refused += 1;
        return Response.json({ errorCode: 'E0000047' }, { status: 429, headers });
      }

      const from = Number(url.searchParams.get('after') ?? 0);
      const persisted = Math.floor(((clock.ms - startMs) / 1000) * eventsPerSecond);
      const to = Math.min(persisted, from + PAGE_EVENTS);
      const texts = Array.from({ length: to - from }, (_, index) => eventText(from + index));
      const link = `<${url.origin}/api/v1/logs?after=${to}&limit=${PAGE_EVENTS}>; rel="next"`;
      return new Response(`[${texts.join(',')}]`, { headers: { ...headers, link } });
    },
    publishedMs,
    get requests() {
      return requests;
    },
    get refused() {
      return refused;
    },
  };
}
