import * as fc from 'fast-check';
import { cursorTo, type LogPlace, placeOf } from '../../../lambdas/admin/log-cursor.ts';
import { logLinks } from '../../../lambdas/admin/log-links.ts';
import { readLogQuery } from '../../../lambdas/admin/log-parameters.ts';
import { nextLink } from '../../../lambdas/okta/next-link.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { dateText } from '../arbitraries/log-events.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

type Query = Readonly<Record<string, readonly string[]>>;

interface Input {
  readonly query: Query;
  /** How far reading got. */
  readonly sequence: number;
  readonly publishedMs: number;
}

const NOW = new Date('2026-03-01T00:00:00.000Z');
const DAY_MS = 86_400_000;
const MAX_COUNT = 999_999_999_999_999;

const place: fc.Arbitrary<LogPlace> = fc.record({
  order: fc.constantFrom('polling', 'ascending', 'descending'),
  sinceMs: fc.oneof(fc.nat(MAX_COUNT), fc.constant(0)),
  sequence: fc.nat(MAX_COUNT),
  publishedMs: fc.nat(MAX_COUNT),
});

const near = fc.integer({ min: -100, max: 30 }).map((days) => new Date(NOW.getTime() + days * DAY_MS).toISOString());
const oddDate = fc.oneof(
  dateText,
  fc.constantFrom('9999-12-31T23:59:59.999-23:59', '0000-01-01', '0000-01-01T00:00+23:59', '', '2025-01-01'),
);
const cursor = fc.oneof(
  { weight: 3, arbitrary: place.map(cursorTo) },
  { weight: 1, arbitrary: mutatedText(place.map(cursorTo), ['A', '=', '-', '_', '+', '/']) },
  { weight: 1, arbitrary: place.map((behind) => `${cursorTo(behind)}=`) },
  { weight: 1, arbitrary: hostileText(4) },
);
const text = hostileText(6);

/** A parameter that is not there, that is as it should be, or that is not. */
const parameter = (
  name: string,
  good: fc.Arbitrary<string>,
  odd: fc.Arbitrary<string>,
  odds = 4,
): fc.Arbitrary<Query> =>
  fc
    .oneof(
      { weight: odds, arbitrary: fc.constant(undefined) },
      { weight: 4, arbitrary: good },
      { weight: 1, arbitrary: odd },
    )
    .map((value): Query => (value === undefined ? {} : { [name]: [value] }));

const parameters = fc.tuple(
  parameter(
    'since',
    fc.oneof(
      near,
      near.map((iso) => iso.slice(0, 10)),
      near.map((iso) => iso.replace('Z', ' 01:00')),
    ),
    oddDate,
  ),
  parameter('until', near, oddDate),
  parameter('after', cursor, cursor, 20),
  parameter(
    'limit',
    fc.integer({ min: 0, max: 1_000 }).map(String),
    fc.constantFrom('-1', '1001', '1e2', ' 5', '٣', '00010', ''),
  ),
  parameter('sortOrder', fc.constantFrom('ASCENDING', 'DESCENDING'), fc.constantFrom('ascending', '')),
  parameter(
    'filter',
    fc.constantFrom('eventType eq "a"', 'actor.id pr', 'eventType co "\ud800"'),
    fc.oneof(fc.constantFrom('published gt "2026"', '"'), text),
    9,
  ),
  parameter('q', text, fc.constant('x'.repeat(41)), 9),
);

const repeated = fc.oneof(
  { weight: 20, arbitrary: fc.constant<Query>({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Query[]>(
      { since: ['1', '2'] },
      { q: [] },
      { limit: ['1', '1'] },
      JSON.parse('{"__proto__":["1"]}'),
    ),
  },
);

const inputs: fc.Arbitrary<Input> = fc
  .tuple(parameters, repeated, fc.nat(1e6), fc.nat(4e12))
  .map(([given, more, sequence, publishedMs]) => ({
    query: Object.fromEntries([...given, more].flatMap((each) => Object.entries(each))),
    sequence,
    publishedMs,
  }));

const REAL = { readLogQuery, logLinks, placeOf, cursorTo };
const CODES = ['E0000001', 'E0000053', 'E0000031'];

export const logQueryTarget = fuzzTarget<Input, typeof REAL>({
  name: 'log-query',
  covers: [
    'lambdas/admin/log-parameters.ts',
    'lambdas/admin/log-cursor.ts',
    'lambdas/admin/log-links.ts',
    'lambdas/admin/parameters.ts',
    'lambdas/admin/invalid.ts',
  ],
  inputs,
  subject: REAL,
  check(subject, { query, sequence, publishedMs }) {
    for (const given of Object.values(query).flat()) {
      const found = subject.placeOf(given);
      if (found) claimSame(subject.cursorTo(found), given, 'the cursor to the place of a cursor');
    }
    const result = attempt(() => subject.readLogQuery({ query }, NOW), { codes: CODES });
    if ('refused' in result) return 'refused';
    const asked = result.taken;
    claim(Number.isInteger(asked.limit) && asked.limit >= 0 && asked.limit <= 1_000, `the limit is ${asked.limit}`);
    claim(Number.isFinite(asked.untilMs), `it ends at ${asked.untilMs}`);
    for (const count of [asked.from.sinceMs, asked.from.sequence, asked.from.publishedMs]) {
      claim(Number.isSafeInteger(count) && count >= 0, `it begins at ${count}`);
    }
    const event = {
      uuid: 'u',
      published: NOW.toISOString(),
      persistedAt: NOW.toISOString(),
      sequence: 1,
      json: '{"eventType":"a","x":"b"}',
    };
    claimSame(typeof asked.matches(event), 'boolean', 'the type of a match');

    const next: LogPlace = {
      ...asked.from,
      sequence,
      publishedMs: asked.from.order === 'polling' ? asked.from.publishedMs : publishedMs,
    };
    claimSame(subject.placeOf(subject.cursorTo(next)), next, 'the place of a cursor');
    const links = subject.logLinks({ origin: 'https://api.example', path: '/api/v1/logs' }, asked, next);
    claimNext(subject, links, asked, next);
    return 'taken';
  },
  defects: {
    'throws at a bad date': (real) => ({
      ...real,
      readLogQuery: (request, now) => {
        const [since] = request.query['since'] ?? [];
        if (since !== undefined) new Date(since).toISOString();
        return real.readLogQuery(request, now);
      },
    }),
    'takes any limit': (real) => ({
      ...real,
      readLogQuery: (request, now) => ({
        ...real.readLogQuery(request, now),
        limit: Number(request.query['limit']?.[0] ?? 100.5),
      }),
    }),
    'forgets the filter in links': (real) => ({
      ...real,
      logLinks: (request, asked, next) =>
        real.logLinks(request, { ...asked, given: { ...asked.given, filter: '' } }, next),
    }),
    'takes cursors that are nearly one': (real) => ({
      ...real,
      placeOf: (given) => real.placeOf(given.replaceAll('=', '')),
    }),
    'does not encode': (real) => ({
      ...real,
      logLinks: (...given) => real.logLinks(...given).map((link) => decodeURIComponent(link)),
    }),
  },
});

/** A client that follows the link asks for the same, from there on. */
function claimNext(
  { readLogQuery: read }: typeof REAL,
  links: readonly string[],
  asked: ReturnType<typeof readLogQuery>,
  place_: LogPlace,
): void {
  const url = new URL(nextLink(links.join(', ')));
  claimSame(url.origin + url.pathname, 'https://api.example/api/v1/logs', 'where the link leads');
  const query = Object.fromEntries([...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name)]));
  const again = attempt(() => read({ query }, NOW), { codes: [] });
  claim('taken' in again, 'a link of ours is refused');
  const { from, untilMs, limit, given } = again.taken;
  claimSame(from, place_, 'the place behind the link');
  claimSame(
    [limit, given.filter?.toWellFormed(), given.q?.toWellFormed()],
    [asked.limit, asked.given.filter?.toWellFormed(), asked.given.q?.toWellFormed()],
    'what the link asks for',
  );
  if (from.order !== 'polling') claimSame(untilMs, asked.untilMs, 'the end of what the link asks for');
}
