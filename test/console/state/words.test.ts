import { describe, expect, test } from '@jest/globals';
import { countText, lagText, rateText } from '../../../console/state/figures.ts';
import { pauseAfter } from '../../../console/state/pace.ts';
import { sessionKey } from '../../../console/state/session-key.ts';
import { ago, moment } from '../../../console/state/times.ts';
import { partsOf, plainText } from '../../../console/state/visible-text.ts';
import { START } from '../../support/manual-clock.ts';

test.each([
  [undefined, '–'],
  [0, '0/s'],
  [0.04, '<0.1/s'],
  [3.14, '3.1/s'],
  [9.96, '10.0/s'],
  [4_773.4, '4,773/s'],
])('a rate of %j is written %s', (rate, text) => {
  expect(rateText(rate)).toBe(text);
});

test.each([
  [undefined, '–'],
  [0, '0 s'],
  [119, '119 s'],
  [300, '5 min'],
  [90_000, '25 h'],
  [1_000_000, '12 d'],
])('a lag of %j s is written %s', (seconds, text) => {
  expect(lagText(seconds)).toBe(text);
});

test('a count has separators', () => {
  expect(countText(1_234_567)).toBe('1,234,567');
});

test.each([
  ['2026-02-28T23:59:30.000Z', '30 s ago'],
  ['2026-02-28T23:59:59.500Z', 'just now'],
  ['2026-03-01T00:00:09.000Z', 'just now'],
  ['no time', 'no time'],
])('%s was %s', (at, text) => {
  expect(ago(at, START.getTime())).toBe(text);
});

test('what is no time is shown as it is', () => {
  expect(moment('<b>')).toBe('<b>');
});

describe('text from outside', () => {
  test.each([
    ['plain', [['plain', false]]],
    ['', []],
    [
      'a\u202Eb',
      [
        ['a', false],
        ['U+202E', true],
        ['b', false],
      ],
    ],
    [
      '\u200B\u{E0041}',
      [
        ['U+200B', true],
        ['U+E0041', true],
      ],
    ],
    [
      'line\nend',
      [
        ['line', false],
        ['U+000A', true],
        ['end', false],
      ],
    ],
    ['\uD800', [['U+D800', true]]],
    ['é漢🙂', [['é漢🙂', false]]],
  ])('%j has a mark for each character that cannot be seen', (text, parts) => {
    expect(partsOf(text).map(({ text: part, isHidden }) => [part, isHidden])).toEqual(parts);
  });

  test('is read aloud with its marks', () => {
    expect(plainText('invoice\u202Efdp')).toBe('invoice[U+202E]fdp');
  });
});

test.each([
  [0, undefined, 2_000],
  [1, undefined, 4_000],
  [3, undefined, 16_000],
  [10, undefined, 60_000],
  [1_000, undefined, 60_000],
  [1, 31_000, 31_000],
  [10, 31_000, 60_000],
])('after %d failures and a wait of %j ms the next look is in %d ms', (failures, waitMs, pause) => {
  expect(pauseAfter(failures, waitMs === undefined ? undefined : { waitMs })).toBe(pause);
});

test.each([
  ['#abcdefghijklmnop-_', null, 'abcdefghijklmnop-_'],
  ['#abcdefghijklmnop', 'kept', 'abcdefghijklmnop'],
  ['', 'kept', 'kept'],
  ['#short', 'kept', 'kept'],
  ['#<script>alert(1)</script>', null, undefined],
  ['', null, undefined],
])('the key of the address %j and of the tab %j is %j', (hash, kept, key) => {
  expect(sessionKey({ hash, kept })).toBe(key);
});
