import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { LogEvent } from '../core/log-event.ts';
import type { EventBus } from './event-bus.ts';
import { publishedTimeMs } from './published-time.ts';
import type { Verdict } from './verdict.ts';

/** AWS: PutEvents takes at most 10 entries. */
export const MAX_ENTRIES = 10;

/**
 * AWS: the entries of a request total less than 1 MB. Measured: 1,048,576 bytes pass, but an event of exactly that
 * size was lost behind the bus, where its envelope comes on top. So 1,000 KB.
 */
export const MAX_REQUEST_BYTES = 1_024_000;

/** AWS: "Calculating PutEvents event entry size" counts a Time as this. */
const TIME_BYTES = 14;

/** As Okta's own log streaming has it, so that rules written for that go on matching. */
const DETAIL_TYPE = 'SystemLog';

export interface IndexedEntry {
  /** Of the event among those of the attempt. */
  readonly index: number;
  readonly entry: PutEventsRequestEntry;
}

export interface Requests {
  readonly requests: readonly (readonly IndexedEntry[])[];
  /** Index by index; present for the events that are in no request. */
  readonly verdicts: (Verdict | undefined)[];
}

/** Events as PutEvents requests, in order and as few as the limits allow. */
export function putEventsRequests(events: readonly LogEvent[], bus: EventBus, orgName: string): Requests {
  // Okta is a partner of AWS and has `aws.partner/okta.com/…`; sources that begin with `aws.` are reserved.
  const source = `okta.com/${orgName}/${bus.eventSourceName}`;
  const fixedBytes = Buffer.byteLength(source) + Buffer.byteLength(DETAIL_TYPE);
  const requests: IndexedEntry[][] = [];
  const verdicts = events.map((): Verdict | undefined => undefined);
  let requestBytes = 0;

  for (const [index, event] of events.entries()) {
    const timeMs = publishedTimeMs(event);
    const bytes = fixedBytes + event.json.length + (timeMs === undefined ? 0 : TIME_BYTES);
    if (bytes > MAX_REQUEST_BYTES) {
      verdicts[index] = { kind: 'too-large', reason: tooLarge(bytes) };
      continue;
    }

    let request = requests.at(-1);
    if (!request || request.length === MAX_ENTRIES || requestBytes + bytes > MAX_REQUEST_BYTES) {
      request = [];
      requests.push(request);
      requestBytes = 0;
    }
    const time = timeMs === undefined ? {} : { Time: new Date(timeMs) };
    request.push({
      index,
      entry: {
        ...time,
        Source: source,
        DetailType: DETAIL_TYPE,
        Detail: event.json.toString(),
        EventBusName: bus.arn,
      },
    });
    requestBytes += bytes;
  }
  return { requests, verdicts };
}

const tooLarge = (bytes: number): string =>
  `EVENT_TOO_LARGE: the event is ${bytes} bytes as an entry of EventBridge, which takes at most ${MAX_REQUEST_BYTES}`;
