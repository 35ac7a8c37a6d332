import * as fc from 'fast-check';
import { type DeploymentConfig, parseDeploymentConfig } from '../../../lib/deployment-config.ts';
import { hostileText, HOSTILE_KEYS } from '../arbitraries/hostile-text.ts';
import { jsonValue } from '../arbitraries/json-text.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

type Context = Readonly<Record<string, unknown>>;

const SECRET = '00abcdefghij-abcdefghij-abcdefghij-abcdefg';

const GOOD: Readonly<Record<keyof DeploymentConfig, readonly unknown[]>> = {
  orgUrl: ['https://acme.okta.com', 'https://acme.okta.com/', 'http://127.0.0.1:3000'],
  credentialsSecretName: ['okta/credentials', 'a'],
  pollInterval: [5, '10', 60, 300],
  rateLimitShare: [1, '0.25', 0.001],
  eventBridgeAccounts: ['123456789012', ['123456789012', ' 210987654321 '], '123456789012,123456789012'],
  attemptTimeoutSeconds: [1, '60'],
  backlogLimitEvents: [1, '100000'],
  adminAuth: ['iam', 'token'],
  maxLogStreams: [1, '200'],
  adminRequestsPerMinute: [1, '60000'],
  eventHookUrl: ['https://hooks.example/x?y', 'http://localhost:1'],
  eventHookSecretName: ['hook'],
  apiGatewayLogRole: [true, 'false'],
  logRetentionDays: [1, '90'],
  removalPolicy: ['retain', 'destroy'],
  lagObjectiveSeconds: [60, '86400', 600],
  alarmEmail: ['a@b.example'],
  eventBusName: ['bus', 'x'.repeat(256)],
  reservedConcurrency: [false, 'true'],
  stackName: ['stack', 'A-1'],
};
const KEYS = Object.keys(GOOD);

const ODD = [
  '',
  ' ',
  '0',
  '-1',
  '1e3',
  '0x10',
  '٣',
  1.5,
  -1,
  0,
  Number.POSITIVE_INFINITY,
  true,
  [],
  {},
  ['x'],
  'default',
  'aws.x',
  'https://acme-admin.okta.com',
  'https://user:pw@acme.okta.com',
  `https://hooks.example/#${SECRET}`,
  `http://hooks.example/${SECRET}`,
  SECRET,
  `${SECRET} `,
  'http://127.0.0.1.evil.example',
  'https://acme.okta.com/path',
];
const odd = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...ODD) },
  { weight: 1, arbitrary: hostileText() },
  { weight: 1, arbitrary: jsonValue([], 2) },
);

const inputs: fc.Arbitrary<Context> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...KEYS), fc.nat(9)), { maxLength: 6 }),
    fc.option(fc.tuple(fc.constantFrom(...KEYS), odd), { freq: 2 }),
    fc.option(
      fc.tuple(fc.constantFrom(...HOSTILE_KEYS, 'orgURL', '@aws-cdk/x:y', 'cli-telemetry', 'pollintervall'), odd),
      { freq: 5 },
    ),
    fc.nat(19),
  )
  .map(([good, wrong, other, odds]) => {
    const chosen = good.map(([key, at]): [string, unknown] => {
      const values = GOOD[key as keyof DeploymentConfig];
      return [key, values[at % values.length]];
    });
    const orgUrl: [string, unknown][] = odds === 0 ? [] : [['orgUrl', 'https://acme.okta.com']];
    return Object.fromEntries([...orgUrl, ...chosen, ...(wrong ? [wrong] : []), ...(other ? [other] : [])]);
  });

export const deploymentConfigTarget = fuzzTarget<Context, typeof parseDeploymentConfig>({
  name: 'deployment-config',
  covers: ['lib/deployment-config.ts', 'lib/deployment-settings.ts'],
  inputs,
  subject: parseDeploymentConfig,
  check(parse, context) {
    const isIn = (secret: string, keys: RegExp) =>
      Object.entries(context).some(
        ([key, value]) => keys.test(key) && (JSON.stringify(value) ?? '').includes(secret),
      );
    // Where nobody would put a secret it is told what was got.
    const secrets = [
      ...(isIn(SECRET, /^(?!.*(Secret|Hook))/) ? [] : [SECRET]),
      ...(isIn('user:pw', /^(?!orgUrl$|.*(Secret|Hook))/) ? [] : ['user:pw']),
    ];
    const result = attempt(() => parse(context), { codes: ['CONFIG_INVALID'], secrets });
    if ('refused' in result) return 'refused';
    const config = result.taken;
    claimSame(Object.keys(config).toSorted(), KEYS.toSorted(), 'the settings');
    claim(
      Object.keys(context).every((key) => KEYS.includes(key) || /[@:/=]|^cli-telemetry$/.test(key)),
      'a setting that there is not was taken',
    );
    const url = new URL(config.orgUrl);
    claim(
      url.origin === config.orgUrl && (url.protocol === 'https:' || url.hostname === '127.0.0.1'),
      `the org is ${config.orgUrl}`,
    );
    claim(config.rateLimitShare > 0 && config.rateLimitShare <= 1, `the share is ${config.rateLimitShare}`);
    for (const key of [
      'pollInterval',
      'attemptTimeoutSeconds',
      'backlogLimitEvents',
      'maxLogStreams',
      'adminRequestsPerMinute',
      'logRetentionDays',
    ] as const) {
      claim(Number.isSafeInteger(config[key]) && config[key] >= 1, `${key} is ${config[key]}`);
    }
    claim(
      60 % config.pollInterval === 0 || config.pollInterval % 60 === 0,
      `it polls every ${config.pollInterval} s`,
    );
    claim(
      config.lagObjectiveSeconds === undefined || config.lagObjectiveSeconds >= 2 * config.pollInterval,
      'the objective is missed by design',
    );
    claim(
      config.eventBridgeAccounts?.every((id) => /^[0-9]{12}$/.test(id)) !== false,
      `the accounts are ${config.eventBridgeAccounts?.join()}`,
    );
    claim(config.eventHookUrl === undefined || URL.parse(config.eventHookUrl)?.hash === '', 'the hook is no URL');
    for (const key of ['credentialsSecretName', 'eventHookSecretName'] as const)
      claim(/^[\w/+=.@-]+$/.test(config[key]) && config[key] !== SECRET, `${key} is ${config[key]}`);
    claimSame(
      parse(Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined))),
      config,
      'what is made of what was made',
    );
    return 'taken';
  },
  defects: {
    'takes any share': (real) => (context) => ({
      ...real({ ...context, rateLimitShare: 1 }),
      rateLimitShare: Number(context['rateLimitShare'] ?? 1),
    }),
    'ignores what it does not know': (real) => (context) =>
      real(Object.fromEntries(Object.entries(context).filter(([key]) => KEYS.includes(key)))),
    'tells what it got': (real) => (context) => {
      try {
        return real(context);
      } catch (error) {
        throw Object.assign(new Error(JSON.stringify(context)), { code: 'CONFIG_INVALID', cause: error });
      }
    },
    'leaves a slash behind the org': (real) => (context) => {
      const config = real(context);
      return { ...config, orgUrl: `${config.orgUrl}/` };
    },
  },
});
