import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { LogEvent } from '../../../lambdas/core/log-event.ts';
import { bytesOf, cutIntoBodies, hecBody, hecEnvelope } from '../../../lambdas/targets/hec-body.ts';
import { publishedTimeMs } from '../../../lambdas/targets/published-time.ts';
import { spannedValues } from '../../../local/emulators/concatenated-json.ts';
import { type HecEvent, indexEvents } from '../../../local/emulators/hec-events.ts';
import { hostileText, longText } from '../arbitraries/hostile-text.ts';
import { anyLogEvent, eventOfSize } from '../arbitraries/log-events.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly events: readonly LogEvent[];
  readonly source: string;
}

const MAX_BODY_BYTES = 900_000;

const inputs: fc.Arbitrary<Input> = fc.record({
  events: fc.oneof(
    { weight: 300, arbitrary: fc.array(anyLogEvent, { maxLength: 6 }) },
    {
      weight: 1,
      arbitrary: fc.array(eventOfSize(fc.oneof(fc.nat(400_000), fc.integer({ min: 449_700, max: 450_000 }))), {
        maxLength: 4,
      }),
    },
  ),
  source: fc.oneof(hostileText(6), longText(['a', '"', '🔐'], 60)),
});

const REAL = { hecEnvelope, hecBody, cutIntoBodies };

export const hecBodyTarget = fuzzTarget<Input, typeof REAL>({
  name: 'hec-body',
  covers: [
    'lambdas/targets/hec-body.ts',
    'local/emulators/concatenated-json.ts',
    'local/emulators/hec-events.ts',
    'local/emulators/accepted-event.ts',
  ],
  weight: 6,
  inputs,
  subject: REAL,
  check(subject, { events, source }) {
    const envelope = subject.hecEnvelope({ host: 'acme.okta.com', source });
    const bodies = subject.cutIntoBodies(events.map((event) => ({ event, object: envelope(event) })));
    claimSame(
      bodies.flat().map(({ event }) => event.id),
      events.map(({ id }) => id),
      'the events of all bodies',
    );
    for (const [number, items] of bodies.entries()) {
      const size = items.reduce((sum, { object }) => sum + bytesOf(object), 0);
      const next = bodies[number + 1]?.[0];
      claim(items.length === 1 || size <= MAX_BODY_BYTES, `a body has ${size} bytes`);
      claim(!next || size + bytesOf(next.object) > MAX_BODY_BYTES, 'there are more bodies than it takes');
      const body = gunzipSync(subject.hecBody(items.map(({ object }) => object)));
      claimSame(body.length, size, 'the size of a body');
      claimBody(
        body,
        items.map(({ event }) => event),
        source,
      );
    }
    return 'taken';
  },
  defects: {
    'puts the event in as text': (real) => ({
      ...real,
      hecEnvelope: (metadata) => (event) => ({
        ...real.hecEnvelope(metadata)(event),
        event: Buffer.from(JSON.stringify(event.json.toString())),
      }),
    }),
    'serialises anew': (real) => ({
      ...real,
      hecEnvelope: (metadata) => (event) => ({
        ...real.hecEnvelope(metadata)(event),
        event: Buffer.from(JSON.stringify(JSON.parse(event.json.toString()))),
      }),
    }),
    'does not escape the source': (real) => ({
      ...real,
      hecEnvelope: (metadata) => (event) => {
        const object = real.hecEnvelope({ ...metadata, source: '?' })(event);
        return { ...object, head: Buffer.from(object.head.toString().replace('"?"', () => `"${metadata.source}"`)) };
      },
    }),
    'forgets an event': (real) => ({ ...real, hecBody: (objects) => real.hecBody(objects.slice(0, 4)) }),
    'tells the time in milliseconds': (real) => ({
      ...real,
      hecEnvelope: (metadata) => (event) => {
        const object = real.hecEnvelope(metadata)(event);
        return { ...object, head: Buffer.from(object.head.toString().replace(/"time":(\d+)\.(\d+)/, '"time":$1$2')) };
      },
    }),
  },
});

/** The objects read back, by a reader of concatenated JSON and by the whole emulator. */
function claimBody(body: Buffer, events: readonly LogEvent[], source: string): void {
  const objects = [...spannedValues(body)];
  claimSame(objects.length, events.length, 'the number of objects');
  claimSame(
    objects.map(({ start, end }) => end - start).reduce((sum, bytes) => sum + bytes, 0),
    body.length,
    'the bytes in objects',
  );
  for (const [index, { start, end, members }] of objects.entries()) {
    const event = events[index];
    const at = members.get('event');
    claimSame(at && body.subarray(at.start, at.end), event?.json, 'the event');
    const object: unknown = JSON.parse(body.toString('utf8', start, end));
    const { event: _event, ...others } = Object(object) as Record<string, unknown>;
    const ms = event && publishedTimeMs(event);
    claimSame(
      others,
      {
        ...(ms !== undefined && { time: Number((ms / 1_000).toFixed(3)) }),
        host: 'acme.okta.com',
        source: source.toWellFormed() === source ? source : others['source'],
        sourcetype: 'OktaIM2:log',
        fields: { uuid: event?.id },
      },
      'the envelope',
    );
  }

  const indexed: HecEvent[] = [];
  const verdict = indexEvents(body, { at: new Date(0), indexes: undefined, refuses: () => false }, (event) =>
    indexed.push(event),
  );
  claimSame(verdict.indexed, indexed.length, 'what the verdict counts');
  claimSame(
    indexed.map(({ text }) => text),
    events.slice(0, indexed.length).map(({ json }) => json.toString()),
    'what is indexed',
  );
  const isWhole = indexed.length === events.length;
  // Splunk takes no event that is null, true, false or blank.
  const first = events[indexed.length]?.json.toString() ?? '';
  claim(isWhole || /^(null|true|false)$/.test(first) || JSON.parse(first).trim() === '', `Splunk refused ${first}`);
}
