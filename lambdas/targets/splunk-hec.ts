import type { LogEvent } from '../core/log-event.ts';
import type { AttemptFailure, AttemptResult, Secrets } from '../core/ports.ts';
import { SPLUNK_HOST } from '../core/stream-constraints.ts';
import { unreachable } from '../core/unreachable.ts';
import { excerpt } from '../http/excerpt.ts';
import { bytesOf, cutIntoBodies, type HecObject, hecEnvelope, MAX_BODY_BYTES } from './hec-body.ts';
import { failed, type HecOutcome } from './hec-outcome.ts';
import { postToHec } from './hec-post.ts';
import { readHecToken } from './hec-token.ts';
import { hecUrl } from './hec-url.ts';
import { orgSubdomain } from './org-subdomain.ts';
import type { StreamOf, TargetOf } from './target-for.ts';
import {
  ACCEPTED,
  conclude,
  MAX_REFUSED_IN_A_ROW,
  refusedInARow,
  type Verdict,
  withdrawRefusals,
} from './verdict.ts';

export interface SplunkHecTargetOptions {
  readonly fetch: typeof fetch;
  readonly secrets: Secrets;
  readonly tokenSecretId: (streamId: string) => string;
  readonly orgUrl: URL;
  /** Origin of every stack, instead of its own. */
  readonly endpoint?: URL | undefined;
}

type Post = (objects: readonly HecObject[]) => Promise<HecOutcome>;

interface Item {
  /** Of the event among those of the attempt. */
  readonly index: number;
  readonly object: HecObject;
}

/**
 * Sends events to a Splunk HTTP Event Collector, body after body, and stops at the first failure. An event that
 * Splunk calls malformed is left out and the rest goes on, without what Splunk says it has indexed.
 */
export function splunkHecTarget(options: SplunkHecTargetOptions): TargetOf<'splunk_cloud_logstreaming'> {
  const { orgUrl } = options;

  return {
    async attempt(stream, events, signal) {
      if (events.length === 0) return conclude(events, []);
      const hec = await openHec(options, stream, signal);
      if ('failure' in hec) return conclude(events, [], hec.failure);

      const source = `okta.com/${orgSubdomain(orgUrl)}/${stream.name}`;
      const { items, verdicts } = measure(events, hecEnvelope({ host: orgUrl.hostname, source }));
      return sendInOrder(events, cutIntoBodies(items), verdicts, hec.post);
    },
  };
}

/**
 * A connection with the stream's token. If Splunk refuses that, the token is read past the cache, and a different one
 * tried once: a token rotated a moment ago is known to us by its old value, which is not the target's failure.
 */
async function openHec(
  { fetch, secrets, tokenSecretId, endpoint }: SplunkHecTargetOptions,
  stream: StreamOf<'splunk_cloud_logstreaming'>,
  signal: AbortSignal,
): Promise<{ readonly post: Post } | { readonly failure: AttemptFailure }> {
  const { edition, host } = stream.settings;
  // The API lets no other host in. Whoever got at the table all the same is not given the token and the events.
  if (!SPLUNK_HOST.test(host)) return { failure: notSplunkCloud(host) };

  const id = tokenSecretId(stream.id);
  const first = await readHecToken(secrets, id);
  if ('failure' in first) return first;

  const own = hecUrl(edition, host);
  const url = endpoint ? new URL(own.pathname, endpoint) : own;
  const tokens = [first.token];
  let isReread = false;

  const post: Post = async (objects) => {
    const outcome = await postToHec(objects, { fetch, url, signal, tokens });
    if (outcome.kind !== 'failed' || !outcome.isTokenRefused || isReread) return outcome;

    isReread = true;
    const fresh = await readHecToken(secrets, id, { fresh: true });
    if ('failure' in fresh) return failed(fresh.failure);
    if (fresh.token === first.token) return outcome;
    tokens.push(fresh.token);
    return postToHec(objects, { fetch, url, signal, tokens });
  };
  return { post };
}

const notSplunkCloud = (host: string): AttemptFailure => ({
  code: 'TARGET_CONFIGURATION',
  message: `the host must be a Splunk Cloud domain such as acme.splunkcloud.com; got ${excerpt(host)}`,
});

/** Verdicts index by index, so far on events that fit no body. */
function measure(events: readonly LogEvent[], envelope: (event: LogEvent) => HecObject) {
  const items: Item[] = [];
  const verdicts = events.map((event, index): Verdict | undefined => {
    const object = envelope(event);
    if (bytesOf(object) > MAX_BODY_BYTES) return { kind: 'too-large', reason: tooLarge(bytesOf(object)) };
    items.push({ index, object });
    return undefined;
  });
  return { items, verdicts };
}

async function sendInOrder(
  events: readonly LogEvent[],
  bodies: readonly (readonly Item[])[],
  verdicts: (Verdict | undefined)[],
  post: Post,
): Promise<AttemptResult> {
  const waiting = [...bodies];
  const judge = (items: readonly Item[], verdict: Verdict) => {
    for (const { index } of items) verdicts[index] = verdict;
  };

  for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) {
    const outcome = await post(body.map(({ object }) => object));
    switch (outcome.kind) {
      case 'accepted':
        judge(body, ACCEPTED);
        break;
      case 'failed':
        judge(body.slice(0, outcome.accepted), ACCEPTED);
        return conclude(events, verdicts, outcome.failure);
      case 'refused': {
        const at = body.length === 1 ? 0 : outcome.at;
        if (at === undefined) {
          waiting.unshift(...halves(body));
          break;
        }
        judge(body.slice(0, at), ACCEPTED);
        judge(body.slice(at, at + 1), { kind: 'refused', reason: outcome.reason });
        if (at + 1 < body.length) waiting.unshift(body.slice(at + 1));

        if (refusedInARow(verdicts) < MAX_REFUSED_IN_A_ROW) break;
        const failure = notTheEvents(outcome.reason);
        return conclude(events, withdrawRefusals(verdicts, failure), failure);
      }
      default:
        unreachable(outcome);
    }
  }
  return conclude(events, verdicts);
}

/** Finding one culprit among hundreds takes a few requests more; some events may be indexed twice on the way. */
const halves = (body: readonly Item[]): [readonly Item[], readonly Item[]] => {
  const middle = Math.ceil(body.length / 2);
  return [body.slice(0, middle), body.slice(middle)];
};

/** Setting aside all that comes would look like a delivery of everything. */
const notTheEvents = (lastReason: string): AttemptFailure => ({
  code: 'TARGET_REJECTED',
  message: `Splunk refused ${MAX_REFUSED_IN_A_ROW} events in a row and accepted none between; the last: ${lastReason}`,
});

const tooLarge = (bytes: number): string =>
  `EVENT_TOO_LARGE: the event is ${bytes} bytes in a request to Splunk, which takes at most ${MAX_BODY_BYTES}`;
