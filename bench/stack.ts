import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { orgPk, streamKey } from '../lambdas/aws/stream-item.ts';
import { streamTable } from '../lambdas/aws/stream-table.ts';
import { type LogStream, newLogStream, type StreamTarget } from '../lambdas/core/log-stream.ts';
import { streamId } from '../lambdas/core/stream-id.ts';
import { firstCursor } from '../lambdas/okta/first-cursor.ts';
import type { Scope } from '../local/intrinsics.ts';
import { CREDENTIALS, REGION } from '../local/account.ts';
import { provision } from '../local/provision.ts';
import { access, type Access } from '../local/iam/access.ts';
import { readAccessRules } from '../local/iam/read-access-rules.ts';
import { synthesize } from '../local/synthesize.ts';
import type { StackTemplate } from '../local/template.ts';
import { functionVariables } from '../local/wiring.ts';
import type { EmulatorCalls, Ends, TargetType } from './emulator-calls.ts';

/** The synthesized stack, provisioned at the emulators of the other process. */
export interface Stack {
  readonly template: StackTemplate;
  readonly scope: Scope;
  /**
   * Empties the queues by making new ones: a receive call that was under way when its runtime stopped still waits at the
   * emulator, and would take the next message for nobody.
   */
  renewQueues(): Promise<void>;
  /** A client that signs as the function of this name. */
  sqsAs(name: string): SQSClient;
  /** Who may do what, as it is attached at the emulators, too. */
  readonly access: Access;
  /** What every function gets besides the template's variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly backlogLimitEvents: number;
  /** Of the function that has least. */
  readonly memoryMb: number;
  variable(name: string): string;
  /** A stream that has everything from `since` on still before it; the token is what one to Splunk sends. */
  addStream(target: StreamTarget & { readonly name: string }, since: Date, hecToken: string): Promise<LogStream>;
  /** The only stream there is, which has everything from `since` on still before it. */
  createStream(type: TargetType, since: Date): Promise<LogStream>;
  deleteStream(stream: LogStream): Promise<void>;
  stop(): void;
}

/** Where a stack is provisioned, and what the process with the emulators does for it. */
export interface StackEmulators {
  readonly ends: Ends;
  readonly addBus: EmulatorCalls['addBus'];
  readonly addSecret: EmulatorCalls['addSecret'];
  readonly attachRules: EmulatorCalls['attachRules'];
}

/** `context` is the stack's, besides the org's URL. */
export async function provisionStack(
  emulators: StackEmulators,
  context: Readonly<Record<string, unknown>> = {},
): Promise<Stack> {
  const { ends } = emulators;
  const orgUrl = new URL(ends.orgUrl);
  const template = synthesize({ ...context, orgUrl: orgUrl.origin });

  const client = { region: REGION, credentials: CREDENTIALS };
  const dynamo = new DynamoDBClient({ ...client, endpoint: String(ends.environment['AWS_ENDPOINT_URL_DYNAMODB']) });
  const sqs = new SQSClient({ ...client, endpoint: ends.sqsEndpoint });
  const s3 = new S3Client({ ...client, endpoint: ends.sqsEndpoint });
  const eventBridge = { addBus: (name: string) => emulators.addBus({ name }) };
  const provisionAll = () => provision(template, { dynamo, sqs, s3, sqsEndpoint: ends.sqsEndpoint, eventBridge });
  const scope = await provisionAll();
  const rules = readAccessRules(template, scope);
  const rights = access({ adminKeyId: CREDENTIALS.accessKeyId });
  rights.attach(rules);
  await emulators.attachRules({ rules });
  const signing = new Map<string, SQSClient>();

  const variable = functionVariables(template, scope);
  const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  const table = variable('STREAM_TABLE');
  const pk = orgPk(orgUrl);
  const store = streamTable(documents, table, pk);
  const addStream: Stack['addStream'] = async (target, since, hecToken) => {
    const stream = newLogStream({ ...target, id: streamId(randomBytes(17)) }, since, firstCursor(orgUrl, since));
    await emulators.addSecret({
      id: `${variable('SPLUNK_TOKEN_SECRET_PREFIX')}/${stream.id}`,
      value: hecToken,
    });
    await store.create(stream);
    return stream;
  };
  const oktaCredentials = JSON.stringify({ token: ends.apiToken });
  await emulators.addSecret({ id: variable('OKTA_CREDENTIALS_SECRET_ID'), value: oktaCredentials });

  return {
    template,
    scope,
    variable,
    async renewQueues() {
      const queues = [...scope.resources.values()].filter(({ attributes }) => 'QueueUrl' in attributes);
      for (const { ref: QueueUrl } of queues) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      // Names make the addresses, so `scope` stays as it is.
      await provisionAll();
    },
    sqsAs(accessKeyId) {
      const credentials = { ...CREDENTIALS, accessKeyId };
      const signed =
        signing.get(accessKeyId) ?? new SQSClient({ ...client, credentials, endpoint: ends.sqsEndpoint });
      signing.set(accessKeyId, signed);
      return signed;
    },
    access: rights,
    environment: { ...ends.environment, SPLUNK_HEC_ENDPOINT_URL: ends.hecUrl },
    backlogLimitEvents: Number(variable('BACKLOG_LIMIT_EVENTS')),
    memoryMb: Math.min(
      ...template.ofType('AWS::Lambda::Function').map(({ properties }) => Number(properties['MemorySize'])),
    ),
    addStream,
    createStream: (type, since) =>
      addStream({ ...targetOf(type, ends), name: `Bench ${type}` }, since, ends.hecToken),
    async deleteStream({ id }) {
      await documents.send(new DeleteCommand({ TableName: table, Key: streamKey(pk, id) }));
    },
    stop() {
      for (const each of [dynamo, sqs, s3, ...signing.values()]) each.destroy();
      template.remove();
    },
  };
}

const targetOf = (type: TargetType, { bus }: Ends): StreamTarget =>
  type === 'aws_eventbridge'
    ? { type, settings: bus }
    : { type, settings: { edition: 'aws', host: 'bench.splunkcloud.com' } };

/** The construct that a function belongs to: CDK makes logical ids of the path of constructs and a hash. */
export const constructOf = (logicalId: string): string =>
  /^Streaming(.+?)(?:Poll|Deliver|DeadLetter)?Function[0-9A-F]{8}$/.exec(logicalId)?.[1] ?? logicalId;
