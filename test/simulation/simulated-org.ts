import { answer } from './answers.ts';
import type { Fault } from './faults.ts';

export interface SimulatedEvent {
  readonly uuid: string;
  readonly text: string;
  readonly persistedMs: number;
}

export interface OrgOptions {
  readonly nowMs: () => number;
  readonly origin: string;
  readonly requestsPerMinute: number;
  readonly token: () => string;
}

export interface SimulatedOrg {
  persist(events: readonly Pick<SimulatedEvent, 'uuid' | 'text'>[]): void;
  readonly events: readonly SimulatedEvent[];
  orderOf(uuid: string): number | undefined;
  /** Order of the first event persisted at or after this moment. */
  firstFrom(ms: number): number;
  /** No link that was given out is known any more; at once, or with the next page that has as many events as fit. */
  expireCursors(when?: 'now' | 'behind a full page'): void;
  /** Other clients of the org make requests. */
  useUp(requests: number): void;
  /** One request to the System Log, answered as things are at this moment. */
  respond(url: URL, authorization: string, fault: Fault | undefined): Response;
}

/** Okta: windows last 60 seconds and are not aligned to the clock minute; ours begin at second 17. */
const WINDOW_MS = 60_000;
const WINDOW_OFFSET_MS = 17_000;
const DAY_MS = 86_400_000;
const RETENTION_MS = 90 * DAY_MS;
const MAX_SINCE_MS = 180 * DAY_MS;
const DEFAULT_SINCE_MS = 7 * DAY_MS;
const DEFAULT_LIMIT = 100;

/** Okta's System Log by polling requests, over HTTP: persistence order, `next` links that always come, rate limits. */
export function simulatedOrg(options: OrgOptions): SimulatedOrg {
  const { nowMs, origin, requestsPerMinute } = options;
  const events: SimulatedEvent[] = [];
  const orders = new Map<string, number>();
  let epoch = 0;
  let isEpochEnding = false;
  let windowEndMs = 0;
  let used = 0;

  const firstFrom = (ms: number): number => {
    const index = events.findIndex(({ persistedMs }) => persistedMs >= ms);
    return index === -1 ? events.length : index;
  };
  const expire = (): void => {
    epoch += 1;
    isEpochEnding = false;
  };
  const count = (requests: number): void => {
    if (nowMs() >= windowEndMs) {
      const windows = Math.floor((nowMs() - WINDOW_OFFSET_MS) / WINDOW_MS);
      windowEndMs = (windows + 1) * WINDOW_MS + WINDOW_OFFSET_MS;
      used = 0;
    }
    used += requests;
  };
  const headers = (remaining = Math.max(0, requestsPerMinute - used), limit = requestsPerMinute) => ({
    date: new Date(nowMs()).toUTCString(),
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(windowEndMs / 1000),
  });
  const refuse = (status: number, errorCode: string, more = headers()): Response =>
    answer(status, JSON.stringify({ errorCode, errorSummary: 'refused' }), more);

  const page = (url: URL): Response => {
    const { since, after, limit = String(DEFAULT_LIMIT) } = Object.fromEntries(url.searchParams);
    const [sealed, order] = (after ?? '').split('.');
    if (after !== undefined && (Number(sealed) !== epoch || since !== undefined)) return refuse(400, 'E0000001');
    const sinceMs = since === undefined ? nowMs() - DEFAULT_SINCE_MS : Date.parse(since);
    if (sinceMs < nowMs() - MAX_SINCE_MS) return refuse(400, 'E0000053');
    const from = Math.max(
      after === undefined ? firstFrom(sinceMs) : Number(order),
      firstFrom(nowMs() - RETENTION_MS),
    );
    const found = events.slice(from, from + Number(limit));
    const next = `${origin}/api/v1/logs?after=${epoch}.${from + found.length}&sortOrder=ASCENDING&limit=${limit}`;
    if (found.length === Number(limit) && isEpochEnding) expire();
    return answer(200, `[${found.map(({ text }) => text).join()}]`, {
      ...headers(),
      'content-type': 'application/json',
      link: `<${url.href}>; rel="self", <${next}>; rel="next"`,
    });
  };

  return {
    persist(added) {
      for (const { uuid, text } of added) {
        orders.set(uuid, events.length);
        events.push({ uuid, text, persistedMs: nowMs() });
      }
    },
    events,
    orderOf: (uuid) => orders.get(uuid),
    firstFrom,
    expireCursors(when = 'now') {
      if (when === 'now') expire();
      else isEpochEnding = true;
    },
    useUp: count,
    respond(url, authorization, fault) {
      count(1);
      if (authorization !== `SSWS ${options.token()}`) return refuse(401, 'E0000011');
      if (used > requestsPerMinute) return refuse(429, 'E0000047');
      if (fault === 'org busy') return refuse(429, 'E0000047', headers(0, 0));
      if (fault === 'org fails') return refuse(500, 'E0000009');
      if (fault === 'org garbled') return answer(200, '[{"uuid":"cut off', headers());
      return page(url);
    },
  };
}
