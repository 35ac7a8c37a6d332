import * as fc from 'fast-check';
import { retryAfterMs } from '../../../cli/rate-limit.ts';
import {
  answered,
  blockedUntil,
  rateBudget,
  requested,
  retryAt,
  unanswered,
  windowOf,
} from '../../../lambdas/okta/rate-limit.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

const NOW_MS = Date.parse('2026-03-01T00:00:00.000Z');
const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 600_000;

type Headers3 = Readonly<Record<string, string>>;

/** What happens to a budget: time passes, a request leaves, and it is answered or not. */
interface Step {
  readonly passMs: number;
  readonly requests: number;
  readonly answer: { readonly status: number; readonly headers: Headers3 } | undefined;
}

interface Input {
  readonly share: number;
  readonly steps: readonly Step[];
}

const ODD = [
  '',
  '-1',
  '1.5',
  '1e3',
  ' 5 ',
  'NaN',
  'Infinity',
  '0x10',
  '60, 60',
  '99999999999999999999',
  '9007199254740991',
  '9007199254740992',
  '+5',
  '00',
];
const countText = fc.oneof(
  fc.constantFrom('0', '1', '2', '59', '60', '120'),
  fc.nat(200).map(String),
  fc.constantFrom(...ODD),
);
const resetText = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -120, max: 700 }).map((seconds) => String(NOW_MS / 1_000 + seconds)) },
  { weight: 1, arbitrary: fc.constantFrom(String(NOW_MS), '0', ...ODD) },
);
const dateText = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.integer({ min: -900, max: 900 }).map((seconds) => new Date(NOW_MS + seconds * 1_000).toUTCString()),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '0',
      'yesterday',
      '2026-03-01',
      '-271821-04-20',
      'Thu, 01 Jan 1970 00:00:00 GMT',
      'Fri, 31 Dec 9999 23:59:59 GMT',
    ),
  },
);

const headers: fc.Arbitrary<Headers3> = fc.record(
  {
    'x-rate-limit-limit': countText,
    'x-rate-limit-remaining': countText,
    'x-rate-limit-reset': resetText,
    date: dateText,
  },
  { requiredKeys: [] },
);

const step: fc.Arbitrary<Step> = fc.record({
  passMs: fc.oneof(fc.constant(0), fc.nat(700_000)),
  requests: fc.integer({ min: 1, max: 3 }),
  answer: fc.option(fc.record({ status: fc.constantFrom(200, 429, 400, 500), headers }), { nil: undefined, freq: 6 }),
});

const REAL = { answered, blockedUntil, retryAt, windowOf, retryAfterMs };

export const rateLimitTarget = fuzzTarget<Input, typeof REAL>({
  name: 'rate-limit',
  covers: ['lambdas/okta/rate-limit.ts', 'cli/rate-limit.ts'],
  inputs: fc.record({
    share: fc.constantFrom(0.5, 1, 0.01, Number.MIN_VALUE),
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  }),
  subject: REAL,
  check(subject, { share, steps }) {
    let budget = rateBudget(share);
    let now = new Date(NOW_MS);
    for (const { passMs, requests, answer } of steps) {
      now = new Date(now.getTime() + passMs);
      for (let left = requests; left > 0; left -= 1) budget = requested(budget);
      for (let left = requests; left > 0; left -= 1) {
        budget = answer
          ? subject.answered(budget, { status: answer.status, headers: new Headers(answer.headers) }, now)
          : unanswered(budget);
      }
      claimSame(budget.inFlight, 0, 'the number of requests under way');
      claimWait(subject.blockedUntil(budget, now)?.retryAt, now);
      const window = subject.windowOf(budget);
      if (window) {
        for (const count of [window.limit, window.used, window.share, window.remaining ?? 0]) {
          claim(Number.isInteger(count) && count >= 0, `a count of the window is ${count}`);
        }
        claim(window.share >= 1 && window.share <= Math.max(1, window.limit), `the share is ${window.share}`);
        claim(!Number.isNaN(Date.parse(window.resetAt)), `the window ends ${window.resetAt}`);
      }
      if (answer) claimAnswer(subject, answer.status, answer.headers, now);
    }
    return steps.some(({ answer }) => answer?.status === 429) ? 'refused' : 'taken';
  },
  defects: {
    'takes milliseconds for seconds': (real) => ({
      ...real,
      retryAt: (answer, now) => {
        const reset = Number(answer.headers.get('x-rate-limit-reset') ?? Number.NaN);
        return reset > 0 ? new Date(reset) : real.retryAt(answer, now);
      },
    }),
    'believes a negative count': (real) => ({
      ...real,
      windowOf: (budget) => {
        const window = real.windowOf(budget);
        return window && { ...window, used: window.used - 2 };
      },
    }),
    'has no upper limit': (real) => ({
      ...real,
      retryAfterMs: (all, now) => Number(all.get('x-rate-limit-reset') ?? 0) * 1_000 - now().getTime(),
    }),
    'ignores the server’s clock': (real) => ({
      ...real,
      retryAt: (answer, now) => {
        const all = new Headers(answer.headers);
        all.delete('date');
        return real.retryAt({ ...answer, headers: all }, now);
      },
    }),
  },
});

function claimAnswer(
  { retryAt: retry, retryAfterMs: wait }: typeof REAL,
  status: number,
  given: Headers3,
  now: Date,
): void {
  const all = new Headers(given);
  const at = retry({ status, headers: all }, now);
  claimWait(at, now);
  const cliMs = wait(all, () => now);
  claim(cliMs === undefined || (cliMs >= 0 && cliMs <= 90_000), `the command line waits ${cliMs} ms`);

  const reset = all.get('x-rate-limit-reset') ?? '';
  const dateMs = Date.parse(all.get('date') ?? '');
  const isConcurrency =
    status === 429 && ['limit', 'remaining'].every((name) => /^0+$/.test(all.get(`x-rate-limit-${name}`) ?? ''));
  if (!/^\d{1,13}$/.test(reset) || Number.isNaN(dateMs) || isConcurrency) return;
  const plainMs = Number(reset) * 1_000 - dateMs + 1_000;
  if (plainMs >= MIN_WAIT_MS && plainMs <= MAX_WAIT_MS) claimSame(at.getTime() - now.getTime(), plainMs, 'the wait');
}

/** Neither past, nor now, nor for ever, nor no time at all. */
function claimWait(at: Date | undefined, now: Date): void {
  if (!at) return;
  const waitMs = at.getTime() - now.getTime();
  claim(waitMs > 0 && waitMs <= MAX_WAIT_MS, `the next request may be made in ${waitMs} ms`);
}
