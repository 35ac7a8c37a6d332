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
import { provision, REGION } from '../local/provision.ts';
import { synthesize } from '../local/synthesize.ts';
import type { StackTemplate } from '../local/template.ts';
import { functionVariables } from '../local/wiring.ts';
import type { Ends, TargetType } from './emulator-calls.ts';
import type { Emulators } from './emulators.ts';

/** The synthesized stack, provisioned at the emulators of the other process. */
export interface Stack {
  readonly template: StackTemplate;
  readonly scope: Scope;
  /**
   * Empties the queues by making new ones: a receive call that was under way when its runtime stopped still waits at the
   * emulator, and would take the next message for nobody.
   */
  renewQueues(): Promise<void>;
  readonly sqs: SQSClient;
  /** What every function gets besides the template's variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly backlogLimitEvents: number;
  /** Of the function that has least. */
  readonly memoryMb: number;
  /** The only stream there is, which has everything from `since` on still before it. */
  createStream(type: TargetType, since: Date): Promise<LogStream>;
  deleteStream(stream: LogStream): Promise<void>;
  stop(): void;
}

const CREDENTIALS = { accessKeyId: 'bench', secretAccessKey: 'bench' };

export async function provisionStack(emulators: Emulators): Promise<Stack> {
  const { ends } = emulators;
  const orgUrl = new URL(ends.orgUrl);
  const template = synthesize({ orgUrl: orgUrl.origin });

  const client = { region: REGION, credentials: CREDENTIALS };
  const dynamo = new DynamoDBClient({ ...client, endpoint: String(ends.environment['AWS_ENDPOINT_URL_DYNAMODB']) });
  const sqs = new SQSClient({ ...client, endpoint: ends.sqsEndpoint });
  const s3 = new S3Client({ ...client, endpoint: ends.sqsEndpoint });
  const eventBridge = { addBus: (name: string) => emulators.call('addBus', { name }) };
  const provisionAll = () => provision(template, { dynamo, sqs, s3, sqsEndpoint: ends.sqsEndpoint, eventBridge });
  const scope = await provisionAll();

  const variable = functionVariables(template, scope);
  const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  const table = variable('STREAM_TABLE');
  const pk = orgPk(orgUrl);
  const store = streamTable(documents, table, pk);
  const credentials = JSON.stringify({ token: ends.apiToken });
  await emulators.call('addSecret', { id: variable('OKTA_CREDENTIALS_SECRET_ID'), value: credentials });

  return {
    template,
    scope,
    async renewQueues() {
      const queues = [...scope.resources.values()].filter(({ attributes }) => 'QueueUrl' in attributes);
      for (const { ref: QueueUrl } of queues) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      // Names make the addresses, so `scope` stays as it is.
      await provisionAll();
    },
    sqs,
    environment: { ...ends.environment, SPLUNK_HEC_ENDPOINT_URL: ends.hecUrl },
    backlogLimitEvents: Number(variable('BACKLOG_LIMIT_EVENTS')),
    memoryMb: Math.min(
      ...template.ofType('AWS::Lambda::Function').map(({ properties }) => Number(properties['MemorySize'])),
    ),
    async createStream(type, since) {
      const target = { ...targetOf(type, ends), id: streamId(randomBytes(17)), name: `Bench ${type}` };
      const stream = newLogStream(target, since, firstCursor(orgUrl, since));
      const secretId = `${variable('SPLUNK_TOKEN_SECRET_PREFIX')}/${stream.id}`;
      await emulators.call('addSecret', { id: secretId, value: ends.hecToken });
      await store.create(stream);
      return stream;
    },
    async deleteStream({ id }) {
      await documents.send(new DeleteCommand({ TableName: table, Key: streamKey(pk, id) }));
    },
    stop() {
      for (const each of [dynamo, sqs, s3]) each.destroy();
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
