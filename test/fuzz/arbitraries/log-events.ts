import * as fc from 'fast-check';
import type { LogEvent } from '../../../lambdas/core/log-event.ts';
import { hostileText } from './hostile-text.ts';
import { jsonText } from './json-text.ts';

const twoDigits = (max: number) => fc.nat(max).map((number) => String(number).padStart(2, '0'));

/** Dates that are, that nearly are and that only look like some. */
export const dateText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('2026', '2024', '2023', '1970', '1969', '0000', '0099', '9999', '10000', '+002026'),
    twoDigits(13),
    twoDigits(32),
    fc.constantFrom('T', 'T', 'T', ' ', 't', ''),
    twoDigits(25),
    twoDigits(61),
    twoDigits(61),
    fc.constantFrom('', '.1', '.000', '.999', '.123456789', `.${'9'.repeat(400)}`, '.'),
    fc.constantFrom('Z', 'Z', '', '+00:00', '+05:30', '-0730', '+23:59', '-99:99', '+2400', 'z', ' GMT'),
  )
  .map(
    ([year, month, day, t, hours, minutes, seconds, fraction, zone]) =>
      `${year}-${month}-${day}${t}${hours}:${minutes}:${seconds}${fraction}${zone}`,
  );

export const publishedText: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 3, arbitrary: dateText },
  {
    weight: 2,
    arbitrary: fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((date) => date.toISOString()),
  },
  { weight: 1, arbitrary: hostileText(6) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const MEMBERS = ['uuid', 'published', 'eventType', 'actor', 'target', 'event'];

/** Events as they come out of a page: any id that is not empty, any date, any JSON. */
export const logEventOf = (json: fc.Arbitrary<string>): fc.Arbitrary<LogEvent> =>
  fc
    .tuple(fc.oneof(fc.uuid(), hostileText(8)), publishedText, json)
    .map(([id, published, text]) => ({ id: id || 'sha256:0', published, json: Buffer.from(text) }));

export const anyLogEvent: fc.Arbitrary<LogEvent> = logEventOf(jsonText(MEMBERS, 3));

/** Mostly small, now and then of a size near the limit. */
export const eventOfSize = (sizes: fc.Arbitrary<number>): fc.Arbitrary<LogEvent> =>
  fc
    .tuple(fc.uuid(), publishedText, sizes, fc.constantFrom('x', 'é', '漢', '🔐'))
    .map(([id, published, bytes, letter]) => ({ id, published, json: filled(bytes, letter) }));

/** A JSON object of exactly so many bytes. */
function filled(bytes: number, letter: string): Buffer {
  const room = Math.max(0, bytes - '{"text":""}'.length);
  const letters = Math.floor(room / Buffer.byteLength(letter));
  const rest = room - letters * Buffer.byteLength(letter);
  return Buffer.from(`{"text":"${letter.repeat(letters)}${'-'.repeat(rest)}"}`);
}
