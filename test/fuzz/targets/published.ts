import * as fc from 'fast-check';
import { timeOf } from '../../../lambdas/admin/log-time.ts';
import { lagsOf, newestPublished, publishedMs } from '../../../lambdas/core/log-event.ts';
import { publishedTimeMs } from '../../../lambdas/targets/published-time.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { dateText, publishedText } from '../arbitraries/log-events.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

const printed = fc
  .date({ noInvalidDate: true })
  .map((date) => `${date.toString().slice(0, 24)} GMT+0000 (Coordinated Universal Time)`);
const text = fc.oneof(
  { weight: 4, arbitrary: dateText },
  {
    weight: 2,
    arbitrary: mutatedText(fc.oneof(dateText, printed), [
      '-',
      ':',
      'T',
      'Z',
      '.',
      '+',
      ' ',
      '0',
      '9',
      '٣',
      '\n',
      '\u2212',
    ]),
  },
  { weight: 2, arbitrary: publishedText.map((published) => published ?? '') },
  { weight: 1, arbitrary: hostileText() },
);

const REAL = { publishedMs, newestPublished, lagsOf, publishedTimeMs, timeOf };
const NOW = new Date('2026-03-01T00:00:00.000Z');
const FIRST_MS = Date.parse('-000001-12-30T00:00:00Z');
const LAST_MS = Date.parse('+010000-01-03T00:00:00Z');

export const publishedTarget = fuzzTarget<readonly string[], typeof REAL>({
  name: 'published',
  covers: ['lambdas/core/log-event.ts', 'lambdas/targets/published-time.ts', 'lambdas/admin/log-time.ts'],
  inputs: fc.array(text, { minLength: 1, maxLength: 3 }),
  subject: REAL,
  check(subject, texts) {
    const events = texts.map((published) => ({ id: 'x', published, json: Buffer.from('{}') }));
    const moments = texts.map((published) => subject.publishedMs({ published }));
    for (const [index, published] of texts.entries()) {
      const ms = moments[index];
      claim(ms === undefined || (ms >= FIRST_MS && ms <= LAST_MS), `"${published}" is ${ms} ms`);
      const plain = plainMs(published);
      if (plain !== undefined)
        claim(ms !== undefined && Math.abs(ms - plain) < 0.001, `"${published}" must be ${plain}; got ${ms}`);
      const queried = subject.timeOf(published);
      claim(queried === undefined || Number.isFinite(queried), `"${published}" asks for ${queried}`);
      if (queried !== undefined) new Date(queried).toISOString();
    }
    const known = moments.filter((ms) => ms !== undefined);
    const newest = subject.newestPublished(events);
    claimSame(newest, known.length === 0 ? undefined : new Date(Math.max(...known)).toISOString(), 'the newest');
    claimSame(
      subject.lagsOf(events, NOW),
      known.map((ms) => Math.max(0, NOW.getTime() - ms)),
      'the lags',
    );
    for (const event of events) {
      const ms = subject.publishedTimeMs(event);
      claim(ms === undefined || ms >= 0, `a target is told ${ms} ms`);
    }
    return known.length === 0 ? 'refused' : 'taken';
  },
  defects: {
    'believes Date.parse': (real) => ({ ...real, publishedMs: ({ published }) => Date.parse(published ?? '') }),
    'takes a time without a zone for local': (real) => ({
      ...real,
      publishedMs: (event) =>
        event.published?.endsWith('Z') === true
          ? real.publishedMs(event)
          : (real.publishedMs(event) ?? Number.NaN) + 3_600_000,
    }),
    'cuts fractions': (real) => ({
      ...real,
      publishedMs: (event) => real.publishedMs({ published: event.published?.replace(/\.\d+/, '') }),
    }),
    'knows times before the epoch': (real) => ({ ...real, publishedTimeMs: real.publishedMs }),
    'tells a negative lag': (real) => ({
      ...real,
      lagsOf: (events, at) =>
        events.flatMap((event) => {
          const ms = publishedMs(event);
          return ms === undefined ? [] : [at.getTime() - ms];
        }),
    }),
  },
});

/** A date that there is, reckoned from its numbers; undefined for all that is not plainly one. */
function plainMs(date: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))?$/.exec(
    date,
  );
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1, 7).map(Number);
  const daysOfMonth = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth || hours > 23 || minutes > 59 || seconds > 59)
    return undefined;
  const atMidnight = new Date(0).setUTCFullYear(year, month - 1, day);
  const offsetMinutes = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  const minutesOfDay = hours * 60 + minutes - (match[8] === '-' ? -offsetMinutes : offsetMinutes);
  return atMidnight + (minutesOfDay * 60 + seconds) * 1_000 + Number(`0${match[7] ?? ''}`) * 1_000;
}
