import { describe, expect, test } from '@jest/globals';
import { effectOf, parseLocalTime, startProblem } from '../../../console/state/start-choice.ts';
import { moment } from '../../../console/state/times.ts';
import { DAY, HOUR, MINUTE, START } from '../../support/manual-clock.ts';
import { streamReply } from '../../support/stream-replies.ts';

const LAST = '2026-03-01T00:00:00.000Z';
const stream = streamReply({ status: 'INACTIVE', delivery: { lastPublished: LAST } });
const before = new Date(START.getTime() - HOUR);
const after = new Date(START.getTime() + HOUR);

describe('a start', () => {
  test('where the stream stopped loses nothing', () => {
    expect(effectOf(stream, 'resume', undefined)).toEqual({
      kind: 'nothing lost',
      text: `Goes on behind the last event accepted, of ${moment(LAST)}. What came since then is delivered now.`,
    });
  });

  test('now skips what came since', () => {
    expect(effectOf(stream, 'now', undefined)).toMatchObject({
      kind: 'skips',
      text: expect.stringContaining(`since ${moment(LAST)}`),
    });
  });

  test('at a later time skips what lies before it', () => {
    expect(effectOf(stream, 'time', after)).toMatchObject({
      kind: 'skips',
      text: expect.stringContaining(moment(after.toISOString())),
    });
  });

  test('at an earlier time repeats what was delivered since then', () => {
    expect(effectOf(stream, 'time', before)?.kind).toBe('repeats');
  });

  test('at no time yet has no effect to tell', () => {
    expect(effectOf(stream, 'time', undefined)).toBeUndefined();
  });

  test('of a stream that delivered nothing is told from its creation', () => {
    expect(effectOf(streamReply({ status: 'INACTIVE' }), 'resume', undefined)?.text).toContain('behind its creation');
  });
});

test.each([
  ['that is missing', undefined, 'Choose a date and a time.'],
  ['in the future', new Date(START.getTime() + MINUTE), 'Choose a time that has passed.'],
  [
    'before what Okta keeps',
    new Date(START.getTime() - 91 * DAY),
    'Okta keeps events for 90 days: choose a later time.',
  ],
  ['that has passed', before, undefined],
])('a time %s is answered with %j', (_which, time, problem) => {
  expect(startProblem(time, START)).toBe(problem);
});

test.each([
  ['2026-03-01T09:30:05', '2026-03-01T09:30:05'],
  ['2026-03-01T09:30', '2026-03-01T09:30:00'],
])('%s is a time in the zone of the reader', (text, local) => {
  expect(parseLocalTime(text)?.getTime()).toBe(new Date(local).getTime());
});

test.each(['', 'soon'])('%j is no time', (text) => {
  expect(parseLocalTime(text)).toBeUndefined();
});
