import * as fc from 'fast-check';
import type { LogEvent } from '../../../lambdas/core/log-event.ts';
import type { AttemptResult } from '../../../lambdas/core/ports.ts';
import { unreachable } from '../../../lambdas/core/unreachable.ts';
import { hecOutcome, type HttpAnswer } from '../../../lambdas/targets/hec-outcome.ts';
import { splunkHecTarget } from '../../../lambdas/targets/splunk-hec.ts';
import { logEvents } from '../../support/events.ts';
import { ORG_URL, splunkStream } from '../../support/target-streams.ts';
import { echoed, echoing, hostileText, secretText } from '../arbitraries/hostile-text.ts';
import { jsonText, JSON_PIECES } from '../arbitraries/json-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { claim, claimSame, claimSilent } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';
import { claimPartition } from './event-bridge-answer.ts';

interface Input {
  readonly answers: readonly { readonly status: number; readonly body: string }[];
  readonly count: number;
  readonly token: string;
}

const code = fc.oneof(
  fc.integer({ min: 0, max: 28 }),
  fc.constantFrom<unknown>(-0, 0.5, -1, Number.POSITIVE_INFINITY, '0', null, '__proto__', [0]),
);
const hecText = fc
  .tuple(
    code,
    echoing(hostileText(4)),
    fc.oneof(fc.integer({ min: -2, max: 14 }), fc.constantFrom<unknown>(1.5, 'x', null, 1e9)),
  )
  .map(([number, text, at]) => JSON.stringify({ text, code: number, 'invalid-event-number': at }));

const body = fc.oneof(
  { weight: 6, arbitrary: hecText },
  { weight: 2, arbitrary: mutatedText(hecText, JSON_PIECES) },
  { weight: 1, arbitrary: jsonText(['code', 'text', 'invalid-event-number'], 1) },
  { weight: 1, arbitrary: echoing(hostileText(12)) },
);

const ACCEPTED = { status: 200, body: '{"text":"Success","code":0}' };

/** Statuses that go with the codes, mostly. */
const oddAnswer = fc.record({
  status: fc.constantFrom(200, 200, 200, 400, 400, 400, 401, 403, 503, 201, 302, 404, 413, 429, 500),
  body,
});

const malformed = fc.integer({ min: 0, max: 5 }).map((at) => ({
  status: 400,
  body: JSON.stringify({ text: 'Invalid data format', code: 6, 'invalid-event-number': at }),
}));

const answer = fc.oneof(
  { weight: 2, arbitrary: oddAnswer },
  { weight: 1, arbitrary: malformed },
  { weight: 2, arbitrary: fc.constant(ACCEPTED) },
);

const inputs: fc.Arbitrary<Input> = fc
  .tuple(fc.array(answer, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 14 }), secretText)
  .map(([answers, count, token]) => ({
    answers: answers.map(({ status, body: text }) => ({ status, body: echoed(text, token) })),
    count,
    token,
  }));

const attempt = async ({ answers, token }: Input, events: readonly LogEvent[]): Promise<AttemptResult> => {
  let asked = 0;
  const target = splunkHecTarget({
    fetch: async () => {
      const { status, body: text } = answers[Math.min(asked, answers.length - 1)] ?? { status: 500, body: '' };
      asked += 1;
      return new Response(status === 204 ? null : text, { status });
    },
    secrets: { read: () => Promise.resolve(token) },
    tokenSecretId: (id) => id,
    orgUrl: ORG_URL,
  });
  const result = await target.attempt(splunkStream(), events, new AbortController().signal);
  claim(asked <= 4 * events.length + 1, `${asked} requests for ${events.length} events`);
  return result;
};

const REAL = { hecOutcome, attempt };

export const hecAnswerTarget = fuzzTarget<Input, typeof REAL>({
  name: 'hec-answer',
  covers: [
    'lambdas/targets/hec-outcome.ts',
    'lambdas/targets/splunk-hec.ts',
    'lambdas/targets/hec-post.ts',
    'lambdas/targets/hec-token.ts',
    'lambdas/targets/verdict.ts',
  ],
  weight: 2,
  inputs,
  subject: REAL,
  async check(subject, input) {
    const { answers, count, token } = input;
    for (const each of answers) claimOutcome(subject.hecOutcome(each, count, [token]), each, input);

    const events = logEvents(count);
    const result = await subject.attempt(input, events);
    claimPartition(events, result);
    claimSilent(JSON.stringify([result.failure, result.undeliverable.map(({ reason }) => reason)]), [token]);
    const isOneAccepted = result.pending.length + result.undeliverable.length < count;
    const saysSo = answers.some(({ body: text }) => isHec(text));
    claim(!isOneAccepted || saysSo, 'events count as accepted and HEC never spoke');
    return result.pending.length > 0 ? 'refused' : 'taken';
  },
  defects: {
    'takes every 200 for acceptance': (real) => ({
      ...real,
      hecOutcome: (http, ...rest) => (http.status === 200 ? { kind: 'accepted' } : real.hecOutcome(http, ...rest)),
    }),
    'believes any event number': (real) => ({
      ...real,
      hecOutcome: (http, _sent, secrets) => real.hecOutcome(http, 1e12, secrets),
    }),
    'repeats the token': (real) => ({ ...real, hecOutcome: (http, sent) => real.hecOutcome(http, sent, []) }),
    'forgets an event': (real) => ({
      ...real,
      attempt: async (input, events) => {
        const result = await real.attempt(input, events);
        return { ...result, undeliverable: [], pending: result.pending.slice(0, 0) };
      },
    }),
    'turns pending events round': (real) => ({
      ...real,
      attempt: async (input, events) => {
        const result = await real.attempt(input, events);
        return { ...result, pending: result.pending.toReversed() };
      },
    }),
  },
});

function claimOutcome(
  outcome: ReturnType<typeof hecOutcome>,
  { status, body: text }: HttpAnswer,
  { count, token }: Input,
): void {
  switch (outcome.kind) {
    case 'accepted':
      claim(status === 200 && isHec(text ?? ''), `HTTP ${status} counts as acceptance`);
      break;
    case 'refused':
      claim(
        outcome.at === undefined || (Number.isInteger(outcome.at) && outcome.at >= 0 && outcome.at < count),
        `event ${outcome.at} of ${count} is refused`,
      );
      claimSilent(outcome.reason, [token]);
      claimOneLine(outcome.reason);
      break;
    case 'failed':
      claim(
        Number.isInteger(outcome.accepted) && outcome.accepted >= 0 && outcome.accepted < count,
        `${outcome.accepted} of ${count} were accepted before a failure`,
      );
      claimSilent(outcome.failure.message, [token]);
      claimOneLine(outcome.failure.message);
      claimSame(typeof outcome.isTokenRefused, 'boolean', 'the type of isTokenRefused');
      break;
    default:
      unreachable(outcome);
  }
}

const claimOneLine = (text: string): void =>
  claim(
    text.length < 600 && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text),
    `no line of text: ${JSON.stringify(text)}`,
  );

/** An object with a number as code, which is all that tells HEC from a proxy. */
function isHec(text: string): boolean {
  try {
    return typeof Reflect.get(Object(JSON.parse(text)), 'code') === 'number';
  } catch {
    return false;
  }
}
