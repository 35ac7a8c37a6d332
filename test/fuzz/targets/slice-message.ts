import * as fc from 'fast-check';
import {
  headOf,
  lifecycleMessage,
  packEvents,
  parseMessage,
  sliceMessage,
  unpackEvents,
} from '../../../lambdas/aws/slice-message.ts';
import type { LogEvent } from '../../../lambdas/core/log-event.ts';
import type { Cursor, Position } from '../../../lambdas/core/position.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { jsonText, JSON_PIECES } from '../arbitraries/json-text.ts';
import { anyLogEvent, logEventOf } from '../arbitraries/log-events.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

type Head = Parameters<typeof sliceMessage>[0];

type Input =
  | { readonly kind: 'slice'; readonly slice: Head; readonly events: readonly LogEvent[] }
  | { readonly kind: 'lifecycle'; readonly streamId: string; readonly event: LogEvent }
  | { readonly kind: 'text'; readonly text: string };

const cursor = fc
  .oneof(fc.constant('https://acme.okta.com/api/v1/logs?after=1'), hostileText(6))
  .map((text) => text as Cursor);

const position: fc.Arbitrary<Position> = fc.record(
  {
    cursor,
    after: hostileText(5),
    midPage: fc.boolean(),
    asOf: fc.constant('2026-03-01T00:00:00.000Z'),
    count: fc.nat(),
  },
  { requiredKeys: ['cursor', 'midPage', 'count'] },
);

const head: fc.Arbitrary<Head> = fc.record(
  {
    streamId: fc.constantFrom('0oa00000000000000001', '__proto__'),
    generation: fc.nat(9),
    from: position,
    to: position,
    page: cursor,
    pageId: hostileText(2),
  },
  { requiredKeys: ['streamId', 'generation', 'from', 'to', 'page'] },
);

/** Any bytes: the message does not care whether an event is JSON. */
const anyEvent = fc.oneof(
  { weight: 4, arbitrary: anyLogEvent },
  {
    weight: 1,
    arbitrary: fc
      .tuple(logEventOf(fc.constant('')), fc.uint8Array({ maxLength: 40 }))
      .map(([event, bytes]) => ({ ...event, json: Buffer.from(bytes) })),
  },
);

const written = fc
  .tuple(head, fc.array(anyEvent, { maxLength: 3 }))
  .map(([slice, events]) => sliceMessage(slice, packEvents(events)));

const inputs: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('slice'), slice: head, events: fc.array(anyEvent, { maxLength: 5 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('lifecycle'),
      streamId: fc.constantFrom('0oa00000000000000001', '__proto__'),
      event: anyEvent,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('text'),
      text: mutatedText(written, [...JSON_PIECES, '"v"', '"from"', 'A', '=']),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('text'),
      text: jsonText(['v', 'streamId', 'generation', 'from', 'to', 'page', 'packed', 'lifecycle'], 3),
    }),
  },
);

/** W3C, XML 1.0: what SQS takes in a message. */
const XML = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

const REAL = { packEvents, unpackEvents, sliceMessage, lifecycleMessage, parseMessage };

export const sliceMessageTarget = fuzzTarget<Input, typeof REAL>({
  name: 'slice-message',
  covers: ['lambdas/aws/slice-message.ts'],
  weight: 8,
  inputs,
  subject: REAL,
  check(subject, input) {
    if (input.kind === 'text') {
      headOf(input.text);
      const result = attempt(() => subject.parseMessage(input.text), { codes: ['QUEUE_MESSAGE_INVALID'] });
      if ('taken' in result) claimShape(result.taken);
      return 'taken' in result ? 'taken' : 'refused';
    }
    const body =
      input.kind === 'slice'
        ? subject.sliceMessage(input.slice, subject.packEvents(input.events))
        : subject.lifecycleMessage(input.streamId, input.event);
    claim(XML.test(body), 'the message has a character that SQS refuses');
    const wanted =
      input.kind === 'slice'
        ? { ...input.slice, events: input.events }
        : { streamId: input.streamId, lifecycle: input.event };
    claimSame(withoutUndefined(subject.parseMessage(body)), withoutUndefined(wanted), 'what was packed');
    claimSame(
      headOf(body),
      {
        generation: input.kind === 'slice' ? input.slice.generation : undefined,
        isLifecycle: input.kind === 'lifecycle',
      },
      'the head',
    );
    return 'taken';
  },
  defects: {
    'packs text, not bytes': (real) => ({
      ...real,
      packEvents: (events) =>
        real.packEvents(events.map((event) => ({ ...event, json: Buffer.from(event.json.toString()) }))),
    }),
    'loses the last event': (real) => ({ ...real, packEvents: (events) => real.packEvents(events.slice(0, 4)) }),
    'does not mark dates that are missing': (real) => ({
      ...real,
      packEvents: (events) =>
        real.packEvents(events.map((event) => ({ ...event, published: event.published ?? '' }))),
    }),
    'writes characters that no queue takes': (real) => ({
      ...real,
      sliceMessage: (slice, packed) => JSON.stringify({ v: 1, ...slice, packed }),
    }),
    'lets damaged messages through': (real) => ({
      ...real,
      parseMessage: (body) => ({ ...JSON.parse(body), ...real.parseMessage(body) }),
    }),
  },
});

/** What the deliverer goes by is there and of its type. */
function claimShape(message: ReturnType<typeof parseMessage>): void {
  claimSame(typeof message.streamId, 'string', 'the type of streamId');
  const events = 'lifecycle' in message ? [message.lifecycle] : message.events;
  for (const { id, published, json } of events) {
    claim(
      typeof id === 'string' && ['string', 'undefined'].includes(typeof published) && Buffer.isBuffer(json),
      'an event is none',
    );
  }
  if ('lifecycle' in message) return;
  claim(Number.isSafeInteger(message.generation), 'the generation is no number');
  for (const each of [message.from, message.to]) {
    claim(
      typeof each === 'object' &&
        typeof each.cursor === 'string' &&
        typeof each.midPage === 'boolean' &&
        typeof each.count === 'number',
      'a position is none',
    );
    claim(['string', 'undefined'].includes(typeof each.after), 'a position is behind what is no id');
  }
  claimSame(typeof message.page, 'string', 'the type of page');
}

/** JSON knows no undefined: a member that has it is a member that is not there. */
function withoutUndefined(value: unknown): unknown {
  if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, withoutUndefined(member)]),
  );
}
