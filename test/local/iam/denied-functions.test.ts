import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { EmbeddedRun } from '../../../local/embedded-run.ts';
import { startEmbeddedRun } from '../../../local/embedded-run.ts';
import { generateEvents } from '../../../local/event-generator.ts';
import { readAccessRules } from '../../../local/iam/read-access-rules.ts';
import type { StackTemplate } from '../../../local/template.ts';
import { ask, streamOf, tick } from '../../support/embedded.ts';
import { hookReceiver } from '../../support/hook-receiver.ts';
import { START } from '../../support/manual-clock.ts';
import { revisedTemplate, withoutAction, withStatements } from '../../support/revised-template.ts';

const EVENTS = generateEvents({ seed: 22, startAt: START, intervalMs: 10 }).take(15).toArray();
const LOG_STREAMS = '/api/v1/logStreams';

let run: EmbeddedRun;
let hook: Awaited<ReturnType<typeof hookReceiver>>;
let lines: string[];

/** What IAM said no to, by function and action. */
let denied: string[];

beforeAll(async () => {
  lines = [];
  denied = [];
  hook = await hookReceiver();
  run = await startEmbeddedRun({
    schedules: 'ignore',
    eventHook: { url: hook.url, secret: 'a secret' },
    onLog(name, line) {
      lines.push(`${name}: ${'text' in line ? line.text : JSON.stringify(line.entry)}`);
      const [, who, action] =
        /assumed-role\/\w+\/(\w+) is not authorized to perform: (\S+)/.exec(String('text' in line && line.text)) ??
        [];
      if (name === 'iam' && who !== undefined) denied.push(`${who.replace(/Function[0-9A-F]{8}$/, '')} ${action}`);
    },
  });
  persist();
  await tick(run);
}, 90_000);

afterEach(() => {
  lines.splice(0);
  denied.splice(0);
  run.aws.access.attach(readAccessRules(run.template, run.scope));
});

afterAll(async () => {
  await run.stop();
  await hook.stop();
});

/** From now on the stack is deployed with this template's permissions. */
const deploy = (template: StackTemplate) => run.aws.access.attach(readAccessRules(template, run.scope));

const arnOf = (part: string): string =>
  [...run.scope.resources].find(([logicalId]) => logicalId.startsWith(part))?.[1].attributes['Arn'] ?? '';

const persist = () => run.org.simulated?.persist(EVENTS.splice(0, 5));

describe('a function of the stack', () => {
  test('fails by the name of the permission that its role lacks', async () => {
    deploy(withoutAction(run.template, 'StreamingPollerPollRole', 'dynamodb:Query'));

    const polled = run.runtime.function('StreamingPoller').invoke({});

    await expect(polled).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /^User: arn:aws:sts::000000000000:assumed-role\/StreamingPollerPollRole\w+\/StreamingPollerPollFunction\w+ is not authorized to perform: dynamodb:Query on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/StreamingStreamsTable\w+ because no identity-based policy allows the dynamodb:Query action$/,
      ),
    });
  });

  test("has no use of another function's permission", async () => {
    deploy(withoutAction(run.template, 'StreamingAdminApiAdminRole', 'dynamodb:Query'));

    await tick(run);
    const { status } = await ask(run, 'GET', LOG_STREAMS);

    expect(status).toBe(500);
    expect(new Set(denied)).toEqual(new Set(['StreamingAdminApiAdmin dynamodb:Query']));
  });

  test('fails where its permission is for another resource', async () => {
    const nudges = {
      'Fn::GetAtt': [
        [...run.scope.resources.keys()].find((id) => id.startsWith('StreamingLifecycleNudgesQueue')) ?? '',
        'Arn',
      ],
    };
    deploy(
      withStatements(run.template, 'StreamingPollerPollRole', (statement) =>
        statement['Action'] === 'sqs:SendMessage' ? { ...statement, Resource: nudges } : statement,
      ),
    );
    persist();

    await tick(run);

    expect(lines.find((line) => line.includes('"queueing failed"'))).toMatch(
      /is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:000000000000:StreamingEventsQueue/,
    );
    expect(new Set(denied)).toEqual(new Set(['StreamingPollerPoll sqs:SendMessage']));
    deploy(run.template);
    await tick(run);
  });

  test('fails where a condition of its permission is not met, which its stream says', async () => {
    deploy(
      withStatements(run.template, 'StreamingDelivererDeliverRole', (statement) =>
        [statement['Action']].flat().includes('events:PutEvents')
          ? { ...statement, Condition: { StringEquals: { 'events:source': 'somebody else' } } }
          : statement,
      ),
    );
    persist();

    await tick(run);

    const { status, deactivation, id } = await streamOf(run, 'aws_eventbridge');
    expect(status).toBe('INACTIVE');
    expect(deactivation).toMatchObject({
      code: 'TARGET_CONFIGURATION',
      message: expect.stringMatching(/AccessDeniedException: User: \S+StreamingDelivererDeliverFunction/),
    });
    expect(denied).toContain('StreamingDelivererDeliver events:PutEvents');
    deploy(run.template);
    expect((await ask(run, 'POST', `${LOG_STREAMS}/${id}/lifecycle/activate`)).status).toBe(200);
    await run.settled();
  });

  test('fails where the policy of a resource denies what its own allows, and the log says which statement', async () => {
    const deny = {
      Effect: 'Deny',
      Action: 's3:PutObject',
      Principal: '*',
      Resource: `${arnOf('StreamingUndeliverableBucket')}/*`,
    };
    deploy(
      withStatements(run.template, 'StreamingUndeliverableBucketPolicy', (statement) => ({
        ...statement,
        ...deny,
        Condition: {},
      })),
    );
    const padding = 'x'.repeat(1_200_000);
    run.org.simulated?.persist([JSON.stringify({ uuid: 'too-large', published: START.toISOString(), padding })]);

    await tick(run);

    expect(denied).toContain('StreamingDelivererDeliver s3:PutObject');
    expect(lines.find((line) => line.startsWith('iam: '))).toMatch(
      /with an explicit deny in a resource-based policy \(StreamingUndeliverableBucketPolicy\w+, statement 1\)$/,
    );
    deploy(run.template);
    await run.aws.queues.endVisibilityTimeouts();
    await run.settled();
  });

  test('is not invoked by the API without a permission to do so', async () => {
    deploy(
      revisedTemplate(run.template, ({ type, logicalId, properties }) =>
        type === 'AWS::Lambda::Permission' && logicalId.includes('proxyANY') ? undefined : properties,
      ),
    );

    const { status, body } = await ask(run, 'GET', LOG_STREAMS);

    expect([status, body]).toMatchObject([500, { errorCode: 'E0000009' }]);
    expect(lines.at(-1)).toMatch(
      /^api: Invalid permissions on Lambda function: User: apigateway.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: \S+ because no resource-based policy allows/,
    );
  });

  test('is not invoked by a rule of another name', async () => {
    deploy(
      revisedTemplate(run.template, ({ type, properties }) =>
        type === 'AWS::Lambda::Permission' && properties['Principal'] === 'events.amazonaws.com'
          ? { ...properties, SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/another' }
          : properties,
      ),
    );
    const { id } = await streamOf(run, 'aws_eventbridge');
    const { invocations } = run.runtime.function('StreamingEventHook').usage();

    await ask(run, 'POST', `${LOG_STREAMS}/${id}/lifecycle/deactivate`);
    await run.settled();

    expect(run.runtime.function('StreamingEventHook').usage().invocations).toBe(invocations);
    expect(lines.filter((line) => line.startsWith('rule: '))).toEqual([
      expect.stringMatching(/User: events.amazonaws.com is not authorized to perform: lambda:InvokeFunction/),
    ]);
  });
});

test('every function and the schedule have a role of their own', () => {
  const holders = readAccessRules(run.template, run.scope).holders;

  expect(new Set(holders.map(({ roleArn }) => roleArn)).size).toBe(holders.length);
  expect(holders).toHaveLength(8);
});
