import { type EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import type { AttemptFailure, Clock } from '../core/ports.ts';
import { type EventBus, eventBusOf } from './event-bus.ts';
import { eventBusCheck } from './event-bus-check.ts';
import { entryFailure, entryMalformed, notTheEvents, requestFailure, unaccounted } from './eventbridge-failure.ts';
import { orgSubdomain } from './org-subdomain.ts';
import { type IndexedEntry, putEventsRequests } from './put-events-requests.ts';
import { sideBySide } from './side-by-side.ts';
import type { TargetOf } from './target-for.ts';
import {
  ACCEPTED,
  conclude,
  MAX_REFUSED_IN_A_ROW,
  refusedInARow,
  type Verdict,
  type Verdicts,
  withdrawRefusals,
} from './verdict.ts';

export interface EventBridgeTargetOptions {
  /** The client of a region, the same one at each call. It must not retry (`maxAttempts: 1`): two attempts are two. */
  readonly client: (region: string) => EventBridgeClient;
  readonly orgUrl: URL;
  /** The account that this runs in: whether a bus exists can be asked only there. */
  readonly accountId: string;
  readonly now: Clock;
  /** Requests under way at a time. One by one, a round trip each, would stay below the rate of Okta itself. */
  readonly concurrency?: number;
}

/**
 * Puts events on the bus named as the stream's event source. The requests of an attempt run side by side; the first
 * of which nothing is accepted keeps the rest from starting, and those under way are awaited. A few entries refused
 * among others that are accepted, as throttling does it, stop nothing: they are all that attempt 2 has to send.
 */
export function eventBridgeTarget({
  client,
  orgUrl,
  accountId,
  now,
  concurrency = 8,
}: EventBridgeTargetOptions): TargetOf<'aws_eventbridge'> {
  const orgName = orgSubdomain(orgUrl);
  const busFailure = eventBusCheck(accountId, now);

  return {
    async attempt(stream, events, signal) {
      if (events.length === 0) return conclude(events, []);
      const bus = eventBusOf(stream.settings);
      const eventBridge = client(bus.region);
      const noBus = await busFailure(eventBridge, bus, signal);
      if (noBus) return conclude(events, [], noBus);

      const { requests, verdicts } = putEventsRequests(events, bus, orgName);
      const stoppedBy = await sideBySide(requests, concurrency, async (request) => {
        const answered = await putEvents(eventBridge, request, bus, signal);
        for (const [i, { index }] of request.entries()) verdicts[index] = answered[i];
        return failureOfAll(answered);
      });
      return conclude(events, believable(verdicts, bus), stoppedBy);
    },
  };
}

/** The verdicts on the entries of one request, in order. */
async function putEvents(
  client: EventBridgeClient,
  request: readonly IndexedEntry[],
  bus: EventBus,
  signal: AbortSignal,
): Promise<Verdict[]> {
  const allPending = (failure: AttemptFailure) => request.map((): Verdict => ({ kind: 'pending', failure }));
  try {
    const command = new PutEventsCommand({ Entries: request.map(({ entry }) => entry) });
    const { Entries } = await client.send(command, { abortSignal: signal });
    const results: readonly unknown[] = Array.isArray(Entries) ? Entries : [];
    if (results.length !== request.length) return allPending(unaccounted(results.length, request.length, bus));
    return results.map((result) => verdictOn(result, bus));
  } catch (error) {
    return allPending(requestFailure(error, bus, signal));
  }
}

/** The SDK hands on whatever stands in the answer. */
function verdictOn(result: unknown, bus: EventBus): Verdict {
  const { EventId, ErrorCode, ErrorMessage } = Object(result) as PutEventsResultEntry;
  if (EventId && !ErrorCode) return ACCEPTED;
  if (ErrorCode === 'MalformedDetail') return { kind: 'refused', reason: entryMalformed(ErrorCode, ErrorMessage) };
  return { kind: 'pending', failure: entryFailure(ErrorCode ?? 'neither event id nor error', ErrorMessage, bus) };
}

/** Why a request was of no use at all. */
function failureOfAll(verdicts: readonly Verdict[]): AttemptFailure | undefined {
  if (verdicts.some(({ kind }) => kind === 'accepted')) return undefined;
  const pending = verdicts.find((verdict) => verdict.kind === 'pending');
  return pending?.failure;
}

/** One bus does not find all events malformed: what it says of them then is not believed. */
function believable(verdicts: Verdicts, bus: EventBus): Verdicts {
  const refused = refusedInARow(verdicts);
  const isAnyAccepted = verdicts.some((verdict) => verdict?.kind === 'accepted');
  if (isAnyAccepted || refused < MAX_REFUSED_IN_A_ROW) return verdicts;
  return withdrawRefusals(verdicts, notTheEvents(refused, bus));
}
