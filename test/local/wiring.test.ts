import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  parseAdminConfig,
  parseAuthorizeConfig,
  parseDeadLetterConfig,
  parseDeliverConfig,
  parseEventHookConfig,
  parseLifecycleConfig,
  parsePollConfig,
} from '../../lambdas/runtime/config.ts';
import { readUsers } from '../../local/api-gateway/identities.ts';
import { LOCAL_IDENTITIES } from '../../local/api-gateway/local-identities.ts';
import { readApi } from '../../local/api-gateway/read-api.ts';
import { type EmulatedAws, startEmulatedAws } from '../../local/emulated-aws.ts';
import { decide } from '../../local/iam/decide.ts';
import type { Scope } from '../../local/intrinsics.ts';
import { provision } from '../../local/provision.ts';
import { rateMs } from '../../local/schedule.ts';
import { synthesize } from '../../local/synthesize.ts';
import type { StackTemplate } from '../../local/template.ts';
import { functionVariables, readWiring, type Wiring } from '../../local/wiring.ts';
import { MINUTE } from '../support/manual-clock.ts';
import { templateOf } from '../support/templates.ts';

const SCOPE: Scope = {
  pseudo: { 'AWS::Region': 'us-east-1' },
  resources: new Map([
    ['Queue', { ref: 'http://queue', attributes: { Arn: 'arn:queue' } }],
    ['Deliver', { ref: 'Deliver', attributes: { Arn: 'arn:deliver' } }],
  ]),
};

const DELIVER = {
  Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
  Handler: 'index.handler',
  Timeout: 30,
  MemorySize: 256,
};

describe('the wiring of a template', () => {
  test('has a function as it is declared', () => {
    const Environment = { Variables: { QUEUE_URL: { Ref: 'Queue' }, AWS_REGION: 'declared' } };
    const template = templateOf({
      Deliver: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          ...DELIVER,
          Environment,
          LoggingConfig: { LogGroup: 'deliver-logs' },
          ReservedConcurrentExecutions: 1,
        },
      },
    });

    expect(readWiring(template, SCOPE, { AWS_REGION: 'emulated' }).functions).toEqual([
      {
        name: 'Deliver',
        bundle: '/assets/abc.zip/index.mjs',
        exportName: 'handler',
        environment: {
          QUEUE_URL: 'http://queue',
          AWS_REGION: 'emulated',
          AWS_ACCESS_KEY_ID: 'Deliver',
          AWS_SECRET_ACCESS_KEY: 'local',
        },
        logGroup: 'deliver-logs',
        timeoutMs: 30_000,
        memoryMb: 256,
        maxConcurrency: 1,
      },
    ]);
  });

  test.each<[name: string, declared: Record<string, unknown>, read: object]>([
    [
      'every detail',
      {
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
      { batchSize: 1, reportsItemFailures: true, maxConcurrency: 2 },
    ],
    ['nothing', {}, { batchSize: 10, reportsItemFailures: false, maxConcurrency: 8 }],
  ])('has an event source mapping that declares %s', (_name, declared, read) => {
    const wires = { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Deliver' } };
    const template = templateOf({
      Deliver: { Type: 'AWS::Lambda::Function', Properties: DELIVER },
      Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { ...wires, ...declared } },
    });

    expect(readWiring(template, SCOPE, {}).mappings).toEqual([
      {
        name: 'Mapping',
        queueArn: 'arn:queue',
        queueUrl: 'http://queue',
        functionName: 'Deliver',
        timeoutMs: 30_000,
        ...read,
      },
    ]);
  });

  test('fails by name on a mapping of something that is no queue of the stack', () => {
    const template = templateOf({
      Deliver: { Type: 'AWS::Lambda::Function', Properties: DELIVER },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: 'arn:elsewhere', FunctionName: { Ref: 'Deliver' } },
      },
    });

    expect(() => readWiring(template, SCOPE, {})).toThrow('"arn:elsewhere", which is no queue of the stack');
  });

  test('has a schedule with its target resolved', () => {
    const Input = { 'Fn::Join': ['', ['{"QueueUrl":"', { Ref: 'Queue' }, '"}']] };
    const template = templateOf({
      Ticks: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { ScheduleExpression: 'rate(1 minute)', Target: { Arn: 'arn:send', Input } },
      },
    });

    expect(readWiring(template, SCOPE, {}).schedules).toEqual([
      { name: 'Ticks', expression: 'rate(1 minute)', targetArn: 'arn:send', input: '{"QueueUrl":"http://queue"}' },
    ]);
  });

  test('gives the value of a variable, wherever it is declared', () => {
    const template = templateOf({
      Bare: { Type: 'AWS::Lambda::Function', Properties: DELIVER },
      Deliver: {
        Type: 'AWS::Lambda::Function',
        Properties: { ...DELIVER, Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' } } } },
      },
    });

    expect(functionVariables(template, SCOPE)('QUEUE_URL')).toBe('http://queue');
    expect(() => functionVariables(template, SCOPE)('COLOUR')).toThrow(
      'no function of the template has a variable COLOUR',
    );
  });
});

const ORG_URL = 'https://acme.okta.com';

/** What each function's handler parses its environment with; a function that is new to the stack needs a line here. */
const PARSERS: readonly (readonly [name: string, parse: (env: Readonly<Record<string, string>>) => object])[] = [
  ['StreamingPoller', parsePollConfig],
  ['StreamingDeliverer', parseDeliverConfig],
  ['StreamingDeadLetterConsumer', parseDeadLetterConfig],
  ['StreamingLifecycle', parseLifecycleConfig],
  ['StreamingAdminApiAdmin', parseAdminConfig],
  ['StreamingAdminApiTokenAuthorizer', parseAuthorizeConfig],
  ['StreamingEventHook', parseEventHookConfig],
];

const WITH_TOKENS = { adminAuth: 'token' };
/** Every function there is. */
const WITH_ALL = { ...WITH_TOKENS, eventHookUrl: 'https://hook.example/okta' };

describe('the wiring of the synthesized stack', () => {
  let aws: EmulatedAws;

  beforeAll(async () => {
    aws = await startEmulatedAws({});
  });

  afterAll(async () => {
    await aws.stop();
  });

  /** Without bundles, which is quicker. */
  async function wiringOf(
    context: Readonly<Record<string, unknown>>,
  ): Promise<{ template: StackTemplate; wiring: Wiring; scope: Scope }> {
    const template = synthesize({ orgUrl: ORG_URL, 'aws:cdk:bundling-stacks': [], ...context });
    template.remove();
    const scope = await provision(template, aws);
    return { template, wiring: readWiring(template, scope, aws.environment), scope };
  }

  test('resolves completely: every function has what its handler wants', async () => {
    const { wiring } = await wiringOf(WITH_ALL);

    const parsed = wiring.functions.map(({ name, environment }) => {
      const parse = PARSERS.find(([prefix]) => name.startsWith(prefix))?.[1];
      return [name, parse?.(environment)];
    });

    expect(parsed).toHaveLength(PARSERS.length);
    for (const [, config] of parsed) expect(config).toBeDefined();
    for (const { environment } of wiring.functions)
      expect([ORG_URL, undefined]).toContain(environment['OKTA_ORG_URL']);
  }, 60_000);

  test.each([[{}], [WITH_TOKENS], [WITH_ALL]])(
    'feeds every function from a queue, a rule or the API of the stack with %j',
    async (context) => {
      const { template, wiring, scope } = await wiringOf(context);

      const asked = (readApi(template, scope)?.methods ?? []).flatMap(({ functionArn, authorization }) =>
        authorization.type === 'CUSTOM' ? [functionArn, authorization.authorizer.functionArn] : [functionArn],
      );
      const arnOf = (name: string) => scope.resources.get(name)?.attributes['Arn'];
      const ruled = wiring.rules.flatMap(({ targets }) => targets.map(({ arn }) => arn));
      const fed = new Set([...asked, ...ruled, ...wiring.mappings.map(({ functionName }) => arnOf(functionName))]);
      expect(fed).toEqual(new Set(wiring.functions.map(({ name }) => arnOf(name))));
    },
    60_000,
  );

  test('lets those who may read the API read it, and those who may change it change it', async () => {
    const { template, scope } = await wiringOf({});

    const streams = (method: string) => ({
      action: 'execute-api:Invoke',
      resource: `arn:aws:execute-api:us-east-1:000000000000:local-api/api/${method}/v1/logStreams/0oaA`,
    });
    const may = readUsers(template, scope, LOCAL_IDENTITIES).map(({ accessKeyId, statements }) => [
      accessKeyId,
      decide(statements, streams('GET')).outcome,
      decide(statements, streams('POST')).outcome,
    ]);

    expect(may).toEqual([
      ['local', 'allowed', 'allowed'],
      ['reader', 'allowed', 'not allowed'],
    ]);
  }, 60_000);

  test('plays a schedule below a minute through a queue', async () => {
    const { wiring, scope } = await wiringOf({});

    expect(wiring.schedules.map(({ targetArn }) => targetArn)).toEqual([
      'arn:aws:scheduler:::aws-sdk:sqs:sendMessageBatch',
    ]);
    const [ticks] = wiring.schedules.map(({ input }) => JSON.parse(input ?? '') as { QueueUrl: string });
    expect([...scope.resources.values()].map(({ ref }) => ref)).toContain(ticks?.QueueUrl);
  }, 60_000);

  test('plays a schedule of whole minutes at the poll function itself', async () => {
    const { wiring, scope } = await wiringOf({ pollInterval: 120 });

    const poller = wiring.functions.find(({ name }) => name.startsWith('StreamingPoller'))?.name ?? '';
    expect(wiring.schedules.map(({ targetArn }) => targetArn)).toEqual([
      scope.resources.get(poller)?.attributes['Arn'],
    ]);
    expect(wiring.schedules.map(rateMs)).toEqual([2 * MINUTE]);
  }, 60_000);
});
