import * as fc from 'fast-check';
import { refusalOf } from '../../../cli/api-refusal.ts';
import { apiUrl, nextPage } from '../../../cli/api-url.ts';
import { readStackOutputs } from '../../../cli/stack-outputs.ts';
import { parseStreamReply } from '../../../cli/stream-reply.ts';
import { duration, parseTime } from '../../../cli/times.ts';
import { echoed, echoing, hostileText, HOSTILE_KEYS, longText, secretText } from '../arbitraries/hostile-text.ts';
import { jsonText, JSON_PIECES } from '../arbitraries/json-text.ts';
import { dateText } from '../arbitraries/log-events.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  /** An answer of the API, a file of outputs. */
  readonly json: string;
  readonly status: number;
  readonly link: string;
  readonly time: string;
  readonly seconds: number;
  readonly query: readonly (readonly [string, string])[];
  readonly secret: string;
}

const ORIGIN = 'https://api.example';
const NOW = new Date('2026-03-01T00:00:00.000Z');

const stream = fc
  .tuple(jsonText(['name', 'events', 'lastPublished', 'host'], 2), jsonText([], 1))
  .map(
    ([delivery, name]) =>
      `{"id":"0oa1","name":${name},"type":"aws_eventbridge","status":"ACTIVE","created":"x","lastUpdated":"y","delivery":${delivery}}`,
  );
const refusal = echoing(hostileText(4)).map((summary) =>
  JSON.stringify({ errorCode: 'E0000001', errorSummary: summary, errorCauses: [{ errorSummary: summary }, null, 7] }),
);
const outputs = jsonText(['AdminApiUrl'], 1).map(
  (url) => `{"stack":{"AdminApiUrl":${url},"AdminAuth":"iam"},"other":{}}`,
);

const json = fc.oneof(
  stream,
  refusal,
  outputs,
  fc.constant('{"stack":{"AdminApiUrl":"https://api.example/api","AdminAuth":"token"}}'),
  mutatedText(fc.oneof(stream, refusal, outputs), JSON_PIECES),
  jsonText(['id', 'name', 'errorCode', 'errorCauses', 'AdminApiUrl'], 3),
  echoing(hostileText()),
);

const link = fc.oneof(
  {
    weight: 300,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'https://api.example',
          'https://evil.example',
          '//evil.example',
          'javascript:',
          '',
          '\\\\evil.example',
          'https://user:pw@evil.example',
          'blob:https://api.example',
        ),
        fc.constantFrom(
          '/api/v1/logStreams?after=a&limit=2',
          '/api/v1/logs?q=a%20b+c',
          '',
          '//evil.example/x',
          '/\\evil.example',
        ),
        fc.constantFrom('; rel="next"', ';rel=next', '; rel="self", <x>; rel=next', '; rel="nextt"', ''),
      )
      .map(([origin, path, rel]) => `<${origin}${path}>${rel}`),
  },
  { weight: 100, arbitrary: hostileText(16) },
  { weight: 1, arbitrary: longText(['<', '>;', ';', 'rel=', '<a>; ', ' '], 4_000) },
);

const time = fc.oneof(
  dateText,
  fc
    .tuple(fc.nat(1_000_000), fc.constantFrom('s', 'm', 'h', 'd', 'constructor', 'S', ' s'))
    .map((parts) => parts.join('')),
  hostileText(),
);

const inputs: fc.Arbitrary<Input> = fc
  .tuple(
    fc.record({
      json,
      status: fc.constantFrom(200, 400, 401, 403, 429, 500, 599),
      link,
      time,
      seconds: fc.oneof(fc.double({ min: 0, max: 1e15, noNaN: true }), fc.nat(1e6)),
    }),
    fc.array(
      fc.tuple(
        fc.constantFrom('after', 'filter', 'q', ...HOSTILE_KEYS),
        hostileText(5).map((text) => text.toWellFormed()),
      ),
      { maxLength: 2 },
    ),
    secretText,
  )
  .map(([input, query, secret]) => ({ ...input, query, secret, json: echoed(input.json, secret) }));

const REAL = { refusalOf, nextPage, apiUrl, readStackOutputs, parseStreamReply, parseTime, duration };

export const commandLineTarget = fuzzTarget<Input, typeof REAL>({
  name: 'command-line',
  covers: [
    'cli/api-refusal.ts',
    'cli/api-url.ts',
    'cli/stack-outputs.ts',
    'cli/stream-reply.ts',
    'cli/json-members.ts',
    'cli/times.ts',
    'cli/failure.ts',
  ],
  weight: 12,
  inputs,
  subject: REAL,
  check(subject, input) {
    const reply = attempt(() => subject.parseStreamReply(parsed(input.json)), {
      codes: ['API_ANSWER_INVALID'],
      secrets: [input.secret],
    });
    if ('taken' in reply) claimReply(reply.taken);

    const refused = subject.refusalOf(input.status, input.json);
    claim(
      [1, 3].includes(refused.exitCode) &&
        typeof refused.code === 'string' &&
        refused.causes.every((cause) => typeof cause === 'string'),
      'a refusal is none',
    );
    claimSame(refused.isTransient, input.status === 429 || input.status >= 500, 'whether it may be tried again');
    const isEnvelope = typeof Reflect.get(Object(parsed(input.json)), 'errorCode') === 'string';
    claim(
      isEnvelope || !`${refused.message}${refused.causes.join()}`.includes(input.secret),
      'what is no error of ours is repeated',
    );

    const found = attempt(() => subject.readStackOutputs('outputs.json', () => input.json), {
      codes: ['CONFIG_INVALID'],
    });
    if ('taken' in found)
      claim(
        typeof found.taken.adminApiUrl === 'string' && ['iam', 'token'].includes(found.taken.adminAuth),
        'the outputs are none',
      );

    const next = subject.nextPage(input.link, ORIGIN);
    claim(
      next === undefined || (next.origin === ORIGIN && next.protocol === 'https:' && next.username === ''),
      `the next page is at ${next?.href}`,
    );
    const url = subject.apiUrl(ORIGIN, '/api/v1/logs', Object.fromEntries(input.query));
    claimSame(Object.fromEntries(url.searchParams), Object.fromEntries(input.query), 'the query');
    claim(!/[+'()*!]/.test(url.search) && url.origin === ORIGIN, `the query is ${url.search}`);

    const moment = attempt(() => subject.parseTime(input.time, '--since', () => NOW), { codes: ['USAGE'] });
    if ('taken' in moment) claimSame(new Date(moment.taken).toISOString(), moment.taken, 'the time');
    claim(
      /^\d\S* (s|min|h|d)$/.test(subject.duration(input.seconds)),
      `${input.seconds} s are ${subject.duration(input.seconds)}`,
    );
    return 'taken' in reply || 'taken' in found ? 'taken' : 'refused';
  },
  defects: {
    'follows a link anywhere': (real) => ({
      ...real,
      nextPage: (given) => URL.parse(/<([^>]*)>/.exec(given ?? '')?.[1] ?? '') ?? undefined,
    }),
    'writes a blank as a plus sign': (real) => ({
      ...real,
      apiUrl: (origin, path, query) => {
        const url = real.apiUrl(origin, path, query);
        url.search = url.searchParams.toString();
        return url;
      },
    }),
    'trusts the answer': (real) => ({
      ...real,
      parseStreamReply: (answer) => answer as ReturnType<typeof parseStreamReply>,
    }),
    'repeats any answer': (real) => ({
      ...real,
      refusalOf: (status, text) => Object.assign(real.refusalOf(status, text), { message: text }),
    }),
    'takes any unit': (real) => ({
      ...real,
      parseTime: (text, option, now) =>
        /^\d+[a-z]+$/.test(text)
          ? new Date(
              now().getTime() -
                Number.parseInt(text, 10) * Object({ s: 1e3, m: 6e4, h: 36e5, d: 864e5 })[text.replace(/\d+/, '')],
            ).toISOString()
          : real.parseTime(text, option, now),
    }),
    'fails without a code': (real) => ({
      ...real,
      readStackOutputs: (file, readFile) => {
        JSON.parse(readFile(file));
        return real.readStackOutputs(file, readFile);
      },
    }),
  },
});

function claimReply(reply: ReturnType<typeof parseStreamReply>): void {
  const { id, name, type, status, created, lastUpdated, settings, delivery } = reply;
  claim(
    [id, name, type, status, created, lastUpdated].every((text) => typeof text === 'string'),
    'a text of a stream is none',
  );
  claim(
    [delivery.events, delivery.undeliverable, delivery.backlog].every((count) => typeof count === 'number'),
    'a count of a stream is none',
  );
  claim(
    [delivery.lastPublished, delivery.lastDeliveredAt].every((text) => ['string', 'undefined'].includes(typeof text)),
    'a time of a stream is none',
  );
  claim(typeof settings === 'object' && !Array.isArray(settings), 'the settings are none');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
