import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startAwsJsonServer } from '../../local/emulators/aws-json-server.ts';
import { CREDENTIALS } from '../../local/account.ts';
import { eventBridge } from '../../local/emulators/eventbridge.ts';
import { access } from '../../local/iam/access.ts';
import { parsePolicy } from '../../local/iam/policy.ts';
import { readAccessRules } from '../../local/iam/read-access-rules.ts';
import type { Provisioned } from '../../local/intrinsics.ts';
import { namedResources } from '../../local/named-resources.ts';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../local/runtime.ts';
import type { StackTemplate } from '../../local/template.ts';
import { log, type Log } from '../support/log-lines.ts';
import { START } from '../support/manual-clock.ts';
import { REST_API_SCOPE, restApi } from '../support/rest-api.ts';
import { signedHeaders } from '../support/signed-request.ts';
import { templateOf } from '../support/templates.ts';

let folder: string;
let lines: Log;
let batchEnds: number;
const cleanUp: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runtime-'));
  lines = log();
  batchEnds = 0;
  cleanUp.push(() => rmSync(folder, { recursive: true }));
});

afterEach(async () => {
  for (const each of cleanUp.splice(0).toReversed()) await each();
});

const functionResource = (S3Key: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Key },
    Handler: 'index.handler',
    Timeout: 10,
    MemorySize: 128,
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
  },
});

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    },
    Policies: [
      { PolicyName: 'logs', PolicyDocument: { Statement: { Effect: 'Allow', Action: 'logs:*', Resource: '*' } } },
    ],
  },
};

/** Lets a service invoke the function `Admin`. */
const invocationBy = (Principal: string) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: { Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Admin' }, Principal },
});

const ADMIN = (S3Key: string) => ({
  Admin: functionResource(S3Key),
  Role: ROLE,
  MayBeInvoked: invocationBy('apigateway.amazonaws.com'),
});

/** A runtime of this template, whose function bundles are what `bundles` says. */
function start(
  template: StackTemplate,
  bundles: Readonly<Record<string, string>>,
  { queues = [], ...options }: Partial<RuntimeOptions> & { readonly queues?: readonly [string, Provisioned][] } = {},
): Runtime {
  for (const [key, module] of Object.entries(bundles)) {
    mkdirSync(join(folder, key), { recursive: true });
    writeFileSync(join(folder, key, 'index.mjs'), module);
  }
  const sqs = new SQSClient({ region: 'us-east-1', credentials: CREDENTIALS });
  const rights = access({ adminKeyId: CREDENTIALS.accessKeyId, onDenied: ({ line }) => lines.add(`iam: ${line}`) });
  const scope = {
    ...REST_API_SCOPE,
    resources: new Map([...REST_API_SCOPE.resources, ...namedResources(template, REST_API_SCOPE), ...queues]),
  };
  rights.attach(readAccessRules(template, scope));
  const runtime = startRuntime({
    template: { ...template, assetFolder: (key) => join(folder, key) },
    scope,
    sqsAs: () => sqs,
    access: rights,
    environment: {},
    onLog: (name, line) => lines.add(`${name}: ${line}`),
    onBatchEnd: () => {
      batchEnds += 1;
    },
    schedules: 'ignore',
    ...options,
  });
  cleanUp.push(() => runtime.stop());
  return runtime;
}

describe('the API of a runtime', () => {
  const IDENTITY = {
    accessKeyId: 'local',
    secretAccessKey: 'local',
    userArn: 'arn:aws:iam::000000000000:user/admin',
    statements: parsePolicy('admin', { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }),
  };
  const now = () => START;
  const ECHO = 'export const handler = async ({ path }) => ({ statusCode: 200, body: path });';

  test('is played by the functions of the template, and closes with them', async () => {
    const template = restApi({
      method: { AuthorizationType: 'AWS_IAM' },
      others: ADMIN('admin'),
    });
    const runtime = start(template, { admin: ECHO });
    const api = await runtime.openApi({ identities: [IDENTITY], now });
    const url = `${api?.url}/api/v1/logStreams`;

    const response = await fetch(url, { headers: await signedHeaders(url, {}, { at: START }) });

    expect([response.status, await response.text()]).toEqual([200, '/v1/logStreams']);
    expect((await fetch(url)).status).toBe(403);
    await runtime.stop();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('says in the log why a caller got no answer', async () => {
    const template = restApi({ others: ADMIN('admin') });
    const runtime = start(template, { admin: 'export const handler = async () => "text";' });
    const api = await runtime.openApi({ identities: [], now });

    expect((await fetch(`${api?.url}/api/v1`)).status).toBe(502);

    expect(lines.all).toEqual(['api: function Admin: malformed Lambda proxy response']);
  });

  test('needs no identity where it asks for no signature', async () => {
    const template = restApi({ others: ADMIN('admin') });
    const { statements: _statements, ...nobody } = IDENTITY;
    const runtime = start(template, { admin: ECHO });

    const opened = runtime.openApi({ identities: [{ ...nobody, policyLogicalIdContains: 'Absent' }], now });

    expect((await fetch(`${(await opened)?.url}/api`)).status).toBe(200);
  });

  test('is none where the template has none', async () => {
    expect(await start(templateOf({}), {}).openApi({ identities: [], now })).toBeUndefined();
  });
});

describe('the rules of a runtime', () => {
  const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/lifecycle';
  const template = templateOf({
    Admin: functionResource('hook'),
    Role: ROLE,
    MayBeInvoked: invocationBy('events.amazonaws.com'),
    Invoke: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Admin' }, MaximumRetryAttempts: 0 },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: 'lifecycle',
        EventPattern: { 'detail-type': ['SystemLog'] },
        Targets: [{ Id: 'Target0', Arn: { 'Fn::GetAtt': ['Admin', 'Arn'] } }],
      },
    },
  });

  async function startEvents() {
    const events = eventBridge();
    events.addBus(BUS);
    const server = await startAwsJsonServer({ services: [events] });
    cleanUp.push(() => server.stop());
    const client = new EventBridgeClient({
      region: 'us-east-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    cleanUp.push(() => client.destroy());
    const put = (DetailType: string) =>
      client.send(
        new PutEventsCommand({
          Entries: [{ EventBusName: BUS, Source: 'okta', DetailType, Detail: '{"uuid":"a"}' }],
        }),
      );
    return { events, put };
  }

  test('invoke functions with what is put on their bus, and are idle only afterwards', async () => {
    const { events, put } = await startEvents();
    const runtime = start(
      template,
      {
        hook: `
          export const handler = async ({ detail, source }) => console.log('got', source, JSON.stringify(detail));
        `,
      },
      { events },
    );
    const wasIdle: boolean[] = [runtime.isIdle([])];
    // Hears of an event when the rule has heard of it, and nothing can have ended yet.
    events.onEvent(BUS, () => wasIdle.push(runtime.isIdle([])));

    await put('Other');
    await put('SystemLog');

    expect(wasIdle).toEqual([true, true, false]);
    expect(await lines.have('got')).toBe('Admin: got okta {"uuid":"a"}');
    await runtime.stop();
    expect(runtime.isIdle([])).toBe(true);
    expect(batchEnds).toBe(1);
    expect(runtime.function('Admin').usage().invocations).toBe(1);
  });

  test('say in the log when a function fails', async () => {
    const { events, put } = await startEvents();
    const hook = 'export const handler = async () => { throw new Error("no answer"); };';
    start(template, { hook }, { events });

    await put('SystemLog');

    expect(await lines.have('failed')).toBe('rule: Rule: Admin failed: no answer');
  });

  test('are not played without a bus to hear of', async () => {
    const { put } = await startEvents();
    const runtime = start(template, { hook: 'export const handler = async () => undefined;' });

    await put('SystemLog');

    expect(runtime.isIdle([])).toBe(true);
    expect(runtime.function('Admin').usage().invocations).toBe(0);
  });
});

describe('what a runtime may not do', () => {
  const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:Ticks';
  const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Admin';
  const echo = { echo: 'export const handler = async () => console.log("written");' };
  const roleWith = (service: string, Action: readonly string[], Resource: string) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } },
      },
      Policies: [{ PolicyName: 'a', PolicyDocument: { Statement: { Effect: 'Allow', Action, Resource } } }],
    },
  });

  test.each(['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])(
    'it does not start with: a mapping whose function may not call %s',
    (missing) => {
      const all = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
      const template = templateOf({
        Admin: functionResource('echo'),
        Role: roleWith(
          'lambda.amazonaws.com',
          all.filter((action) => action !== `sqs:${missing}`),
          QUEUE_ARN,
        ),
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: QUEUE_ARN, FunctionName: { Ref: 'Admin' } },
        },
      });
      const ticks = { ref: 'http://queues/Ticks', attributes: { Arn: QUEUE_ARN } };

      expect(() => start(template, echo, { queues: [['Ticks', ticks]] })).toThrow(
        `Mapping: The provided execution role does not have permissions to call ${missing} on SQS ` +
          `(the role of Admin lacks sqs:${missing} on ${QUEUE_ARN})`,
      );
    },
  );

  test.each([
    ['invokes', 'lambda:InvokeFunction', 1],
    ['does not invoke', 'lambda:GetFunction', 0],
  ])('a schedule %s its function when its role has %s', async (_does, action, invocations) => {
    const template = templateOf({
      Admin: functionResource('echo'),
      Role: ROLE,
      ScheduleRole: roleWith('scheduler.amazonaws.com', [action], FUNCTION_ARN),
      Ticks: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          Target: { Arn: FUNCTION_ARN, RoleArn: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] } },
        },
      },
    });
    const runtime = start(template, echo, { schedules: 'play' });

    const line = await lines.have(invocations === 1 ? 'written' : 'schedule: ');

    expect(line).toMatch(
      invocations === 1
        ? /^Admin: written$/
        : /^schedule: AccessDenied: User: arn:aws:sts::000000000000:assumed-role\/ScheduleRole\/Ticks is not authorized to perform: lambda:InvokeFunction/,
    );
    expect(runtime.function('Admin').usage().invocations).toBe(invocations);
  });

  test('nothing is in the log of a function that may not write to it, and the run says so once', async () => {
    const template = templateOf({
      Admin: functionResource('echo'),
      Role: roleWith('lambda.amazonaws.com', ['logs:CreateLogStream'], '*'),
    });
    const runtime = start(template, echo);

    await runtime.function('Admin').invoke({});
    await runtime.function('Admin').invoke({});
    await runtime.stop();

    expect(lines.all).toEqual([
      'iam: User: arn:aws:sts::000000000000:assumed-role/Role/Admin is not authorized to perform: logs:PutLogEvents ' +
        'on resource: arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/Admin:log-stream:embedded-run ' +
        'because no identity-based policy allows the logs:PutLogEvents action',
    ]);
  });
});
