import { describe, expect, test } from '@jest/globals';
import { indexEvents, type HecEvent, type HecRules } from '../../../local/emulators/hec-events.ts';

const receivedAt = new Date('2026-03-01T12:00:00.250Z');

function indexBody(body: string | Buffer, rules: Partial<HecRules> = {}) {
  const events: HecEvent[] = [];
  const verdict = indexEvents(
    Buffer.from(body),
    { at: receivedAt, indexes: undefined, refuses: () => false, ...rules },
    (event) => events.push(event),
  );
  return { verdict, events };
}

const okay = (uuid: string) => `{"fields":{"uuid":"${uuid}"},"event":{"uuid":"${uuid}"}}`;

describe('an indexed event', () => {
  test('has its text byte for byte, with the spelling of numbers, escapes and white space', () => {
    const text = String.raw`{ "n":1.50e3,"big":12345678901234567890, "s":"\u00e9 é 🦭\/","z":null }`;

    const { events } = indexBody(`{"event": ${text} ,"time":1}`);

    expect(events.map((event) => event.text)).toEqual([text]);
  });

  test('has the uuid of the indexed fields as its id and its own published time', () => {
    const { events } = indexBody(
      '{"fields":{"uuid":"u-1"},"event":{"uuid":"other","published":"2026-03-01T11:59:59.123Z"}}',
    );

    expect(events).toMatchObject([
      { id: 'u-1', publishedMs: Date.parse('2026-03-01T11:59:59.123Z'), at: receivedAt },
    ]);
  });

  test('has its own uuid as its id when there is none among the indexed fields', () => {
    expect(indexBody('{"event":{"uuid":"u-2"}}').events).toMatchObject([{ id: 'u-2' }]);
  });

  test('has a hash of its text as its id when it has no uuid', () => {
    expect(indexBody('{"event":"hello"}').events).toMatchObject([
      { id: 'sha256:5aa762ae383fbb727af3c7a36d4940a5b8c40a989452d2304fc958ff3f354e7a', text: '"hello"' },
    ]);
  });

  test('has no published time when that names no moment', () => {
    expect(indexBody('{"event":{"published":"2026-13-45T99:00:00Z"}}').events[0]?.publishedMs).toBeUndefined();
  });

  test.each([
    ['a number of seconds', '1772366399.123', 1772366399.123],
    ['a string', '"1772366399.123"', 1772366399.123],
    ['13 digits of milliseconds', '1772366399123', 1772366399.123],
    ['19 digits of nanoseconds', '"1772366399123000000"', 1772366399.123],
  ])('has its time from %s', (_form, time, seconds) => {
    expect(indexBody(`{"time":${time},"event":"x"}`).events[0]?.envelope.time).toBe(seconds);
  });

  test('has the time of receipt when its object names none', () => {
    expect(indexBody('{"event":"x"}').events[0]?.envelope.time).toBe(receivedAt.getTime() / 1000);
  });

  test('has the metadata of its own object and of no other', () => {
    const { events } = indexBody('{"host":"a","source":"b","sourcetype":"c","index":"d","event":1}{"event":2}');

    expect(events[0]?.envelope).toMatchObject({ host: 'a', source: 'b', sourcetype: 'c', index: 'd', fields: {} });
    expect(events[1]?.envelope).toMatchObject({ host: undefined, index: undefined });
  });
});

describe('a body', () => {
  test.each([
    ['next to each other', ''],
    ['on lines of their own', '\n'],
    ['on lines that end as on Windows', '\r\n'],
  ])('is indexed in order with its objects %s', (_how, separator) => {
    const { verdict, events } = indexBody([okay('a'), okay('b'), okay('c')].join(separator));

    expect(events.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(verdict).toEqual({ code: 0, indexed: 3 });
  });

  test.each([
    ['empty', ''],
    ['white space', ' \n'],
  ])('that is %s has no data', (_what, body) => {
    expect(indexBody(body).verdict).toEqual({ code: 5, indexed: 0 });
  });

  test.each([
    ['is cut off', '{"event":"x', 6],
    ['is not UTF-8', Buffer.concat([Buffer.from('{"event":"'), Buffer.of(0xc3, 0x28), Buffer.from('"}')]), 6],
    ['is an array', '[{"event":"x"}]', 6],
    ['is preceded by a comma', ',{"event":"x"}', 6],
    ['has null as its event', '{"event":null}', 6],
    ['has false as its event', '{"event":false}', 6],
    ['has neither event nor fields', '{"time":1}', 12],
    ['has fields and no event', '{"fields":{"a":"b"}}', 12],
    ['has an empty event', '{"event":""}', 13],
    ['has a blank event', '{"event":" \\n"}', 13],
    ['has nested fields', '{"event":"x","fields":{"a":{"b":1}}}', 15],
    ['has fields nested in an array', '{"event":"x","fields":{"a":[{"b":1}]}}', 15],
    ['has fields that are no object', '{"event":"x","fields":"a"}', 15],
    ['has a time in scientific notation', '{"event":"x","time":1.7e9}', 15],
    ['has a time in scientific notation as a string', '{"event":"x","time":"1.7E9"}', 15],
    ['has a date for a time', '{"event":"x","time":"2026-03-01"}', 15],
  ])('stops at an object that %s, and what came before stays indexed', (_what, refused, code) => {
    const body = Buffer.concat([Buffer.from(okay('a') + okay('b')), Buffer.from(refused), Buffer.from(okay('c'))]);

    const { verdict, events } = indexBody(body);

    expect(verdict).toEqual({ code, eventNumber: 2, indexed: 2 });
    expect(events.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('stops at an index that the token may not write and names the object after it, as Splunk does', () => {
    const body = `{"index":"main","event":1}{"event":2}{"index":"secret","event":3}{"event":4}`;

    const { verdict } = indexBody(body, { indexes: ['main'] });

    expect(verdict).toEqual({ code: 7, eventNumber: 3, indexed: 2 });
  });

  test('may write every index when the token names none', () => {
    expect(indexBody('{"index":"anything","event":1}').verdict).toEqual({ code: 0, indexed: 1 });
  });

  test('stops at an event that it is told to refuse', () => {
    const { verdict } = indexBody(okay('a') + okay('bad') + okay('c'), { refuses: (text) => text.includes('bad') });

    expect(verdict).toEqual({ code: 6, eventNumber: 1, indexed: 1 });
  });

  test('loses an object with an unknown key and all behind it, and still succeeds', () => {
    const { verdict, events } = indexBody(`${okay('a')}{"event":"x","uuid":"b"}${okay('c')}`);

    expect(verdict).toEqual({ code: 0, indexed: 1 });
    expect(events.map(({ id }) => id)).toEqual(['a']);
  });

  test('of one object with an unknown key has no data', () => {
    expect(indexBody('{"event":"x","uuid":"b"}').verdict).toEqual({ code: 5, indexed: 0 });
  });

  test('may give a field several values, and zero, an empty object or an empty list for an event', () => {
    const body = '{"event":0,"fields":{"a":["x","y"]}}{"event":{}}{"event":[]}';

    expect(indexBody(body).events.map(({ text }) => text)).toEqual(['0', '{}', '[]']);
  });
});
