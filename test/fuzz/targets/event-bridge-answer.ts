import * as fc from 'fast-check';
import { eventBridgeTarget } from '../../../lambdas/targets/eventbridge.ts';
import type { LogEvent } from '../../../lambdas/core/log-event.ts';
import type { AttemptResult } from '../../../lambdas/core/ports.ts';
import { logEvents } from '../../support/events.ts';
import { awsError, fakeEventBridge, type HttpAnswer } from '../../support/fake-event-bridge.ts';
import { eventBridgeStream, ORG_URL } from '../../support/target-streams.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { jsonText, JSON_PIECES } from '../arbitraries/json-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly count: number;
  /** To one request after the other; the last one again and again. */
  readonly answers: readonly HttpAnswer[];
}

const ID = { EventId: 'e-1' };
const code = fc.constantFrom(
  'ThrottlingException',
  'InternalFailure',
  'MalformedDetail',
  'AccessDeniedException',
  'NotAuthorizedForSourceException',
  '__proto__',
  'constructor',
  '',
);
const result = fc.oneof(
  { weight: 4, arbitrary: fc.constant<unknown>(ID) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(code, hostileText(4))
      .map(([ErrorCode, ErrorMessage]): unknown => ({ ErrorCode, ErrorMessage })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      {},
      null,
      { ...ID, ErrorCode: 'InternalFailure' },
      { EventId: '' },
      { EventId: 7 },
      [],
      'accepted',
      0,
      { __proto__: ID },
    ),
  },
);
const body = fc
  .tuple(fc.array(result, { minLength: 1, maxLength: 11 }), fc.constantFrom<unknown>(0, 1, undefined, 'x'))
  .map(([Entries, FailedEntryCount]) => JSON.stringify({ FailedEntryCount, Entries }));

/** As many results as there are events, which is what most answers have. */
const fitting = fc.array(result, { minLength: 10, maxLength: 10 });

const answer: fc.Arbitrary<HttpAnswer> = fc.oneof(
  { weight: 4, arbitrary: body.map((text) => ({ status: 200, body: text })) },
  { weight: 2, arbitrary: mutatedText(body, JSON_PIECES).map((text) => ({ status: 200, body: text })) },
  {
    weight: 1,
    arbitrary: jsonText(['Entries', 'FailedEntryCount', 'EventId', 'ErrorCode'], 3).map((text) => ({
      status: 200,
      body: text,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(200, 204, 301, 400, 403, 413, 429, 500, 503), jsonText(['__type', 'message', 'code'], 1))
      .map(([status, text]) => ({ status, body: text })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(code, hostileText(4), fc.constantFrom(400, 429, 500))
      .map(([name, message, status]) => awsError(name || 'X', message, status)),
  },
);

const inputs: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 11 }), answers: fc.array(answer, { minLength: 1, maxLength: 2 }) }),
  fc.tuple(fitting, fc.integer({ min: 1, max: 10 })).map(([results, count]) => ({
    count,
    answers: [{ status: 200, body: JSON.stringify({ Entries: results.slice(0, count) }) }],
  })),
);

type Attempt = (events: readonly LogEvent[], answers: readonly HttpAnswer[]) => Promise<AttemptResult>;

/** One client of the SDK for all inputs: to make one takes longer than a request. */
let put: (n: number) => HttpAnswer;
const fake = fakeEventBridge({ put: (n) => put(n) });
const client = fake.client('eu-west-1');
const target = eventBridgeTarget({
  client: () => client,
  orgUrl: ORG_URL,
  accountId: '999999999999',
  now: () => new Date(0),
  concurrency: 1,
});
const stream = eventBridgeStream();
const { signal } = new AbortController();

const attempt: Attempt = (events, answers) => {
  const first = fake.requests.length;
  put = (n) => answers[Math.min(n - first, answers.length) - 1] ?? { status: 500, body: '' };
  const done = target.attempt(stream, events, signal);
  return done.finally(() => fake.requests.splice(0));
};

export const eventBridgeAnswerTarget = fuzzTarget<Input, Attempt>({
  name: 'event-bridge-answer',
  covers: [
    'lambdas/targets/eventbridge.ts',
    'lambdas/targets/eventbridge-failure.ts',
    'lambdas/targets/verdict.ts',
    'lambdas/targets/side-by-side.ts',
  ],
  weight: 2,
  inputs,
  subject: attempt,
  async check(subject, { count, answers }) {
    const events = logEvents(count);
    const { pending, undeliverable, failure } = await subject(events, answers);
    claimPartition(events, { pending, undeliverable, failure });
    const accepted = events.filter(
      (event) => !pending.includes(event) && !undeliverable.some((each) => each.event === event),
    );
    const sent = [events.slice(0, 10), events.slice(10)];
    const confirmed = new Set(
      sent.flatMap((request, index) => confirmedBy(answers[Math.min(index, answers.length - 1)], request)),
    );
    claim(
      accepted.every((event) => confirmed.has(event)),
      'an event counts as accepted that the bus did not confirm',
    );
    return pending.length > 0 ? 'refused' : 'taken';
  },
  defects: {
    'takes HTTP 200 for acceptance': (real) => async (events, answers) =>
      answers.every(({ status }) => status === 200) ? { pending: [], undeliverable: [] } : real(events, answers),
    'lists an event twice': (real) => async (events, answers) => {
      const all = await real(events, answers);
      return { ...all, pending: [...all.pending, ...all.pending.slice(0, 1)] };
    },
    'gives no reason': (real) => async (events, answers) => ({
      ...(await real(events, answers)),
      failure: undefined,
    }),
    'falls over an answer': (real) => (events, answers) =>
      answers[0]?.body === '{}' || !answers[0]?.body.startsWith('{')
        ? Promise.reject(new TypeError('no object'))
        : real(events, answers),
  },
});

/** Every event is accepted, pending or undeliverable, and exactly one of them; pending ones are in order. */
export function claimPartition(
  events: readonly LogEvent[],
  { pending, undeliverable, failure }: AttemptResult,
): void {
  const listed = [...pending, ...undeliverable.map(({ event }) => event)];
  claimSame(new Set(listed).size, listed.length, 'the number of events, each counted once');
  claim(
    listed.every((event) => events.includes(event)),
    'an event is none of those sent',
  );
  const places = pending.map((event) => events.indexOf(event));
  claimSame(
    places,
    places.toSorted((a, b) => a - b),
    'the order of what is pending',
  );
  claimSame(failure !== undefined, pending.length > 0, 'whether there is a failure');
  for (const text of [failure?.message ?? 'x', ...undeliverable.map(({ reason }) => reason)]) {
    claim(
      text !== '' && text.length < 700 && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text),
      `the reason is ${JSON.stringify(text)}`,
    );
  }
}

/** What the answer says plainly: an id and no error. */
function confirmedBy(given: HttpAnswer | undefined, request: readonly LogEvent[]): readonly LogEvent[] {
  const results = given && given.status >= 200 && given.status < 300 ? entriesOf(given.body) : [];
  if (results.length !== request.length) return [];
  return request.filter(
    (_event, index) =>
      Boolean(Reflect.get(Object(results[index]), 'EventId')) && !Reflect.get(Object(results[index]), 'ErrorCode'),
  );
}

function entriesOf(json: string): readonly unknown[] {
  try {
    const entries: unknown = Reflect.get(Object(JSON.parse(json)), 'Entries');
    return Array.isArray(entries) ? entries : [];
  } catch {
    return [];
  }
}
