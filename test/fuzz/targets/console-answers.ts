import * as fc from 'fast-check';
import { parseEntry } from '../../../console/api/lifecycle-log.ts';
import { parsePolling } from '../../../console/api/polling.ts';
import { parseLocalTime } from '../../../console/state/start-choice.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { jsonText, JSON_PIECES } from '../arbitraries/json-text.ts';
import { dateText } from '../arbitraries/log-events.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly json: string;
  readonly time: string;
}

const event = fc
  .tuple(jsonText(['id', 'displayName'], 2), jsonText(['displayName'], 1), jsonText(['reason', 'result'], 1))
  .map(
    ([target, actor, outcome]) =>
      `{"uuid":"u","published":"p","eventType":"system.log_stream.lifecycle.create","target":[${target}],"actor":${actor},"outcome":${outcome}}`,
  );
const polling = jsonText(['limit', 'remaining', 'share', 'used', 'resetAt'], 1).map(
  (rateLimit) => `{"lastPollAt":"x","rateLimit":${rateLimit}}`,
);

const inputs: fc.Arbitrary<Input> = fc.record({
  json: fc.oneof(
    event,
    polling,
    mutatedText(fc.oneof(event, polling), [...JSON_PIECES, '"rateLimit":', '"__proto__":']),
    jsonText(['uuid', 'published', 'eventType', 'target', 'rateLimit'], 3),
  ),
  time: fc.oneof(dateText, hostileText(), fc.constantFrom('2026-03-01T12:00', '')),
});

const REAL = { parseEntry, parsePolling, parseLocalTime };

export const consoleAnswersTarget = fuzzTarget<Input, typeof REAL>({
  name: 'console-answers',
  covers: ['console/api/lifecycle-log.ts', 'console/api/polling.ts', 'console/state/start-choice.ts'],
  weight: 5,
  inputs,
  subject: REAL,
  check(subject, { json, time }) {
    const value = parsed(json);
    const entry = subject.parseEntry(value);
    if (!Array.isArray(entry)) {
      const { isWarning, reason, ...texts } = Object(entry) as Record<string, unknown>;
      claim(
        Object.values(texts).every((text) => typeof text === 'string'),
        'a text of an entry is none',
      );
      claim(typeof isWarning === 'boolean' && ['string', 'undefined'].includes(typeof reason), 'an entry is none');
    }

    const known = subject.parsePolling(value);
    if (known?.rateLimit) {
      const { limit, remaining, share, used } = known.rateLimit;
      claim(
        [limit, remaining, share, used].every((count) => typeof count === 'number'),
        'a count is none',
      );
    }
    claim(['string', 'undefined'].includes(typeof known?.lastPollAt), 'a time is no text');

    const date = subject.parseLocalTime(time);
    if (date) claimSame(new Date(date.toISOString()).getTime(), date.getTime(), 'the time');
    return Array.isArray(entry) && !known ? 'refused' : 'taken';
  },
  defects: {
    'trusts an entry': (real) => ({
      ...real,
      parseEntry: (event_) => {
        const entry = real.parseEntry(event_);
        if (Array.isArray(entry)) return entry;
        return { ...entry, actor: Reflect.get(Object(event_), 'actor') };
      },
    }),
    'trusts counts': (real) => ({
      ...real,
      parsePolling: (body) => {
        const known = real.parsePolling(body);
        return known?.rateLimit ? { ...known, rateLimit: Reflect.get(Object(body), 'rateLimit') } : known;
      },
    }),
    'makes a date of anything': (real) => ({ ...real, parseLocalTime: (text) => new Date(text) }),
  },
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
