import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import {
  headOf,
  lifecycleMessage,
  packEvents,
  parseMessage,
  sliceMessage,
  unpackEvents,
} from '../../lambdas/aws/slice-message.ts';
import { describeError } from '../../lambdas/core/errors.ts';
import { logEvent, logEvents, withText } from '../support/events.ts';
import { behind, cursor } from '../support/log-streams.ts';

const slice = { streamId: 'A', generation: 1, from: behind('e0'), to: behind('e2'), page: cursor('p') };
const packed = (text: string) => brotliCompressSync(text).toString('base64');
const errorOf = (body: string): string => {
  try {
    parseMessage(body);
  } catch (error) {
    return describeError(error);
  }
  return 'no error';
};

describe('packed events', () => {
  test('unpack to what they were', () => {
    const events = [logEvent(1), withText('{"n":"👩‍🚒"}', 'ü'), logEvent(2, { published: undefined })];

    expect(unpackEvents(packEvents(events))).toEqual(events);
  });

  test('are a fraction of their text', () => {
    const events = logEvents(1_000);

    expect(packEvents(events).length).toBeLessThan(events.reduce((sum, { json }) => sum + json.length, 0) / 3);
  });
});

describe('a message', () => {
  test('has letters only that an SQS message may have', () => {
    const body = sliceMessage(slice, packEvents([withText('{"n":"\u0001\ufffe"}', 'e')]));

    expect(body).toMatch(/^[\x20-\x7e]*$/);
  });

  test('has none that an id brings along', () => {
    const odd = { ...slice, to: behind('\u0001\ufffe\uffff\ud800') };
    const body = sliceMessage(odd, packEvents([]));

    expect(body).toMatch(/^[\x20-\x7e]*$/);
    expect(parseMessage(body)).toMatchObject({ to: odd.to });
  });

  test.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['JSON of another kind', '[]'],
    ['null', 'null'],
    ['another version', JSON.stringify({ ...slice, v: 2, packed: packEvents([]) })],
    ['no events', JSON.stringify({ ...slice, v: 1 })],
    ['no stream', JSON.stringify({ ...slice, streamId: 1, v: 1, packed: packEvents([]) })],
    ['no generation', JSON.stringify({ ...slice, generation: '1', v: 1, packed: packEvents([]) })],
    ['no place to start', JSON.stringify({ ...slice, from: undefined, v: 1, packed: packEvents([]) })],
    ['a place that is none', JSON.stringify({ ...slice, to: { after: 7 }, v: 1, packed: packEvents([]) })],
    ['an event without an id', JSON.stringify({ ...slice, v: 1, packed: packed('[[7,null,2]]\n{}') })],
    ['an event of less than nothing', JSON.stringify({ ...slice, v: 1, packed: packed('[["e",null,-1]]\n') })],
    ['events that are not packed', JSON.stringify({ ...slice, v: 1, packed: 'plain text' })],
    ['events that were cut off', JSON.stringify({ ...slice, v: 1, packed: packEvents(logEvents(9)).slice(0, 90) })],
    ['packed text without an index', JSON.stringify({ ...slice, v: 1, packed: packed('{}\n') })],
  ])('of %s is refused', (_what, body) => {
    expect(() => parseMessage(body)).toThrow(expect.objectContaining({ code: 'QUEUE_MESSAGE_INVALID' }));
  });

  test('is refused without a word of the events in it', () => {
    const body = JSON.stringify({ ...slice, v: 1, packed: packed('[mallory@example.com]\n') });

    expect(errorOf(body)).not.toContain('mallory');
  });

  test('is refused when its events are shorter than its index says', () => {
    const body = JSON.stringify({ ...slice, v: 1, packed: packed('[["e",null,9]]\n{}') });

    expect(errorOf(body)).toContain('the message is no slice');
  });
});

describe('what a message says of itself', () => {
  test.each([
    ['a slice', sliceMessage(slice, packEvents([])), { generation: 1, isLifecycle: false }],
    [
      'a slice whose events cannot be read',
      JSON.stringify({ ...slice, packed: '' }),
      { generation: 1, isLifecycle: false },
    ],
    ['a lifecycle event', lifecycleMessage('A', logEvent(1)), { generation: undefined, isLifecycle: true }],
    ['one that cannot be read', '{"v":1,"lifecycle":""}', { generation: undefined, isLifecycle: true }],
    ['a message of another kind', '{"generation":"1"}', { generation: undefined, isLifecycle: false }],
    ['nothing', 'null', { generation: undefined, isLifecycle: false }],
    ['no JSON', '{"generation":1', { generation: undefined, isLifecycle: false }],
  ])('is known of %s', (_what, body, head) => {
    expect(headOf(body)).toEqual(head);
  });
});
