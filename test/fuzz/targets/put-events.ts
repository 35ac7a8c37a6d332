import * as fc from 'fast-check';
import type { LogEvent } from '../../../lambdas/core/log-event.ts';
import { orgSubdomain } from '../../../lambdas/targets/org-subdomain.ts';
import { putEventsRequests } from '../../../lambdas/targets/put-events-requests.ts';
import { eventBusOf } from '../../../lambdas/targets/event-bus.ts';
import { parseEntries, readEntry } from '../../../local/emulators/put-events.ts';
import { anyLogEvent, eventOfSize } from '../arbitraries/log-events.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly events: readonly LogEvent[];
  readonly eventSourceName: string;
  readonly org: string;
}

const LIMIT_BYTES = 1_024_000;

/** Large ones are few: a megabyte takes its time. */
const events = fc.oneof(
  { weight: 300, arbitrary: fc.array(anyLogEvent, { maxLength: 24, size: 'max' }) },
  { weight: 100, arbitrary: fc.array(eventOfSize(fc.nat(3_000)), { maxLength: 24, size: 'max' }) },
  {
    weight: 2,
    arbitrary: fc.array(eventOfSize(fc.oneof(fc.nat(400_000), fc.integer({ min: 200_000, max: 205_000 }))), {
      maxLength: 8,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.array(eventOfSize(fc.integer({ min: LIMIT_BYTES - 120, max: LIMIT_BYTES + 5 })), { maxLength: 2 }),
  },
);

const inputs: fc.Arbitrary<Input> = fc.record({
  events,
  eventSourceName: fc.constantFrom('okta-logs', 'a', 'x'.repeat(75)),
  org: fc.constantFrom(
    'https://acme.okta.com',
    'https://acme.oktapreview.com',
    'https://login.bücher.example',
    'https://okta.com.evil.example',
    'http://127.0.0.1:8080',
    'https://a.b.okta.mil',
  ),
});

const REAL = { putEventsRequests, orgSubdomain };

export const putEventsTarget = fuzzTarget<Input, typeof REAL>({
  name: 'put-events',
  covers: [
    'lambdas/targets/put-events-requests.ts',
    'lambdas/targets/org-subdomain.ts',
    'local/emulators/put-events.ts',
  ],
  weight: 4,
  inputs,
  subject: REAL,
  check(subject, { events: all, eventSourceName, org }) {
    const name = subject.orgSubdomain(new URL(org));
    claim(/^[\w.-]+$/.test(name) && new URL(org).hostname.startsWith(name), `the org is called ${name}`);
    const bus = eventBusOf({ accountId: '123456789012', eventSourceName, region: 'eu-west-1' });
    const { requests, verdicts } = subject.putEventsRequests(all, bus, name);

    claimSame(verdicts.length, all.length, 'the number of verdicts');
    const sent = requests.flat().map(({ index }) => index);
    const left = verdicts.flatMap((verdict, index) => (verdict ? [index] : []));
    claimSame(
      [...sent, ...left].toSorted((a, b) => a - b),
      all.map((_event, index) => index),
      'the events sent and left out',
    );
    claimSame(
      sent,
      sent.toSorted((a, b) => a - b),
      'the order',
    );

    for (const [number, request] of requests.entries()) {
      const sizes = request.map(({ entry }) => entryBytes(entry));
      claim(request.length >= 1 && request.length <= 10, `a request has ${request.length} entries`);
      claim(sum(sizes) <= LIMIT_BYTES, `a request has ${sum(sizes)} bytes`);
      const next = requests[number + 1]?.[0];
      claim(
        !next || request.length === 10 || sum(sizes) + entryBytes(next.entry) > LIMIT_BYTES,
        'there are more requests than it takes',
      );
      claimSame(
        parseEntries({ Entries: request.map(({ entry }) => onTheWire(entry)) }).length,
        request.length,
        'what the bus takes',
      );
      for (const { index, entry } of request) {
        claimSame(Buffer.from(entry.Detail ?? ''), all[index]?.json, 'the detail');
        claim(entry.Time === undefined || entry.Time.getTime() >= 0, `the time is ${String(entry.Time)}`);
        readEntry(onTheWire(entry), new Date(0));
      }
    }
    for (const index of left) {
      const alone =
        Buffer.byteLength(`okta.com/${name}/${eventSourceName}SystemLog`) + (all[index]?.json.length ?? 0);
      claim(alone + 14 > LIMIT_BYTES, 'an event that fits was left out');
    }
    return left.length > 0 ? 'refused' : 'taken';
  },
  defects: {
    'counts characters': (real) => ({
      ...real,
      putEventsRequests: (events_, bus, name) =>
        real.putEventsRequests(
          events_.map((event) => ({ ...event, json: charactersOf(event.json) })),
          bus,
          name,
        ),
    }),
    'puts eleven in a request': (real) => ({
      ...real,
      putEventsRequests: (...given) => {
        const { requests, verdicts } = real.putEventsRequests(...given);
        const [first = [], second = [], ...rest] = requests;
        return { requests: second.length > 0 ? [[...first, ...second], ...rest] : requests, verdicts };
      },
    }),
    'loses the last': (real) => ({
      ...real,
      putEventsRequests: (...given) => {
        const { requests, verdicts } = real.putEventsRequests(...given);
        return { requests: requests.slice(0, -1), verdicts };
      },
    }),
    'serialises anew': (real) => ({
      ...real,
      putEventsRequests: (...given) => {
        const { requests, verdicts } = real.putEventsRequests(...given);
        return {
          requests: requests.map((request) =>
            request.map((each) => ({
              ...each,
              entry: { ...each.entry, Detail: JSON.stringify(JSON.parse(each.entry.Detail ?? '')) },
            })),
          ),
          verdicts,
        };
      },
    }),
    'sends backwards': (real) => ({
      ...real,
      putEventsRequests: (...given) => {
        const { requests, verdicts } = real.putEventsRequests(...given);
        return { requests: requests.toReversed(), verdicts };
      },
    }),
  },
});

/** Bytes whose length is taken for that of their text. */
const charactersOf = (json: Buffer): Buffer => {
  const text = json.toString();
  return { length: text.length, toString: () => text } as Buffer;
};

type Entry = ReturnType<typeof putEventsRequests>['requests'][number][number]['entry'];

/**
 * AWS, "Calculating PutEvents event entry size": 14 bytes for a time, and the UTF-8 of all texts but the bus's name.
 */
const entryBytes = ({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number =>
  (Time ? 14 : 0) +
  sum([Source, DetailType, Detail, ...Resources].map((text) => new TextEncoder().encode(text).length));

const onTheWire = ({ Time, ...entry }: Entry) => ({ ...entry, ...(Time && { Time: Time.getTime() / 1_000 }) });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
