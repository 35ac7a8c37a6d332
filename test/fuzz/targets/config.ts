import * as fc from 'fast-check';
import * as config from '../../../lambdas/runtime/config.ts';
import { hostileText, HOSTILE_KEYS } from '../arbitraries/hostile-text.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

type Input = Readonly<Record<string, string>>;

const NUMBERS = [
  'OKTA_RATE_LIMIT_SHARE',
  'BACKLOG_LIMIT_EVENTS',
  'ATTEMPT_TIMEOUT_MS',
  'MAX_RECEIVE_COUNT',
  'MAX_LOG_STREAMS',
  'REQUESTS_PER_MINUTE',
];
const URLS = ['OKTA_ORG_URL', 'EVENT_HOOK_URL', 'SPLUNK_HEC_ENDPOINT_URL'];
const TEXTS = [
  'OKTA_CREDENTIALS_SECRET_ID',
  'STREAM_TABLE',
  'EVENT_QUEUE_URL',
  'UNDELIVERABLE_BUCKET',
  'LIFECYCLE_QUEUE_URL',
  'SPLUNK_TOKEN_SECRET_PREFIX',
  'ACCOUNT_ID',
  'LIFECYCLE_BUS_NAME',
  'EVENT_BRIDGE_ACCOUNTS',
  'ADMIN_TOKENS_SECRET_ID',
  'EVENT_HOOK_SECRET_ID',
];

/** In a URL or in what was to be one. */
const SECRET = 'hook-secret-7f3a9';

const mostly = (good: readonly string[], odd: readonly string[]) =>
  fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
    { weight: 1, arbitrary: hostileText() },
  );
const number = mostly(
  ['1', '0.5', ' 4 ', '10'],
  ['0', '-1', 'NaN', 'Infinity', '1e400', '', '0x10', '1e1', '٣', '1,5', '9007199254740993', '5 events'],
);
const url = mostly(
  ['https://acme.okta.com', 'http://127.0.0.1:8080/x'],
  [
    '',
    'acme.okta.com',
    'javascript:1',
    'file:///etc/passwd',
    'https://',
    `htps://hooks.example/${SECRET}`,
    `hooks.example/${SECRET}`,
  ],
);
const text = mostly(['a-name', '123456789012,210987654321'], ['', ' ', '\t']);

const environment = fc.record(
  {
    ...Object.fromEntries(NUMBERS.map((name) => [name, number])),
    ...Object.fromEntries(URLS.map((name) => [name, url])),
    ...Object.fromEntries(TEXTS.map((name) => [name, text])),
  },
  { requiredKeys: [...NUMBERS, ...URLS.slice(0, 2), ...TEXTS] },
);

const inputs: fc.Arbitrary<Input> = fc
  .tuple(
    environment,
    fc.subarray([...NUMBERS, ...URLS, ...TEXTS], { maxLength: 2 }),
    fc.nat(3),
    fc.constantFrom(...HOSTILE_KEYS),
    hostileText(),
  )
  .map(([values, missing, odds, key, value]) =>
    Object.fromEntries([
      ...Object.entries(values).filter(([name]) => odds > 0 || !missing.includes(name)),
      [key, value],
    ]),
  );

const REAL = {
  poll: config.parsePollConfig,
  deliver: config.parseDeliverConfig,
  admin: config.parseAdminConfig,
  lifecycle: config.parseLifecycleConfig,
  deadLetter: config.parseDeadLetterConfig,
  authorize: config.parseAuthorizeConfig,
  eventHook: config.parseEventHookConfig,
};

export const configTarget = fuzzTarget<Input, { readonly [K in keyof typeof REAL]: (env: Input) => object }>({
  name: 'config',
  covers: ['lambdas/runtime/config.ts'],
  inputs,
  subject: REAL,
  check(subject, env) {
    let refused = 0;
    for (const parse of Object.values(subject)) {
      const result = attempt(() => parse(env), { codes: ['CONFIG_INVALID'], secrets: secretsOf(env) });
      if ('refused' in result) {
        refused += 1;
        continue;
      }
      for (const [name, value] of Object.entries(result.taken)) {
        if (typeof value === 'number') claim(value > 0 && value <= Number.MAX_SAFE_INTEGER, `${name} is ${value}`);
        else if (typeof value === 'string')
          claim(value !== '' && value === value.trim(), `${name} is ${JSON.stringify(value)}`);
        else if (value instanceof URL)
          claim(value.protocol === 'https:' || value.protocol === 'http:', `${name} is ${value.href}`);
        else if (Array.isArray(value))
          claim(value.length > 0 && value.every((each) => typeof each === 'string'), `${name} is ${value.join()}`);
        else claimSame(value, undefined, name);
      }
    }
    return refused > 0 ? 'refused' : 'taken';
  },
  defects: {
    'takes any number': (real) => ({
      ...real,
      poll: (env) => ({
        ...real.poll({ ...env, OKTA_RATE_LIMIT_SHARE: '1' }),
        rateLimitShare: Number(env['OKTA_RATE_LIMIT_SHARE']),
      }),
    }),
    'takes any URL': (real) => ({ ...real, deadLetter: (env) => ({ orgUrl: new URL(env['OKTA_ORG_URL'] ?? '') }) }),
    'tells the URL of the hook': (real) => ({
      ...real,
      eventHook: (env) => {
        try {
          return real.eventHook(env);
        } catch (error) {
          throw Object.assign(new Error(`got ${env['EVENT_HOOK_URL']}`), { code: 'CONFIG_INVALID', cause: error });
        }
      },
    }),
    'has an empty name for a table': (real) => ({
      ...real,
      lifecycle: (env) => ({
        ...real.lifecycle({ ...env, STREAM_TABLE: 'x' }),
        streamTable: env['STREAM_TABLE'] ?? '',
      }),
    }),
  },
});

/** In every other variable than the hook's URL it is no secret. */
const secretsOf = ({ EVENT_HOOK_URL: _hook, ...others }: Input): string[] =>
  Object.values(others).some((value) => value.includes(SECRET)) ? [] : [SECRET];
