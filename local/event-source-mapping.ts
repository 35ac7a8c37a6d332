import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeError } from '../lambdas/core/errors.ts';
import type { LocalFunction } from './local-function.ts';

export interface MappingDefinition {
  readonly name: string;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly maxConcurrency: number;
  /** `ReportBatchItemFailures`: the function's answer names what failed; without it an answer means success. */
  readonly reportsItemFailures: boolean;
  /** Of the function. */
  readonly timeoutMs: number;
}

export interface MappingSurroundings {
  /** Signs as the function: Lambda receives and deletes with the function's role. */
  readonly sqs: SQSClient;
  readonly target: Pick<LocalFunction, 'invoke'>;
  readonly onBatchEnd: () => void;
  /** Why nothing is received. */
  readonly onError: (line: string) => void;
}

export interface EventSourceMapping {
  /** Batches handed to the function and not answered yet. */
  readonly inFlight: number;
  /** Ids of the messages that were not dealt with and come back when their visibility timeout ends. */
  readonly left: ReadonlySet<string>;
  /** Receives no more and waits for what is in flight. */
  stop(): Promise<void>;
}

/** SQS: a receive call waits at most 20 s for a message. */
const LONG_POLL_SECONDS = 20;

/**
 * Lambda's poller for one queue. Messages of a failed batch are left alone: they come back when their visibility
 * timeout ends. The queue itself keeps the messages of one group in order.
 */
export function eventSourceMapping(
  definition: MappingDefinition,
  { sqs, target, onBatchEnd, onError }: MappingSurroundings,
): EventSourceMapping {
  const stopped = new AbortController();
  const inFlight = new Set<Promise<void>>();
  const left = new Set<string>();

  const handle = async (messages: readonly Message[]): Promise<void> => {
    for (const { MessageId = '' } of messages) left.delete(MessageId);
    const answer = await target.invoke(sqsEvent(messages, definition.queueArn)).then(
      (result) => ({ ok: true as const, result }),
      () => ({ ok: false as const }),
    );
    const done = answer.ok ? succeeded(messages, answer.result, definition.reportsItemFailures) : [];
    for (const { MessageId = '' } of messages) left.add(MessageId);
    for (const { MessageId = '' } of done) left.delete(MessageId);
    if (done.length > 0) await deleteAll(sqs, definition.queueUrl, done);
  };

  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      if (inFlight.size >= definition.maxConcurrency) {
        await Promise.race(inFlight);
        continue;
      }
      const messages = await receive(sqs, definition, stopped.signal);
      if (messages.length === 0) continue;
      const batch = handle(messages).finally(() => {
        inFlight.delete(batch);
        onBatchEnd();
      });
      inFlight.add(batch);
    }
  };
  const looping = refusal(sqs, definition, stopped.signal).then((reason) => {
    if (reason === undefined) return loop();
    return onError(`${definition.name}: ${reason}`);
  });
  // `stop` waits for it and fails with it; until then nobody else does, and it must not end the process.
  looping.catch((error: unknown) => onError(`${definition.name}: ${describeError(error)}`));

  return {
    left,
    get inFlight() {
      return inFlight.size;
    },
    async stop() {
      stopped.abort();
      await looping;
      await Promise.all(inFlight);
    },
  };
}

/** Lambda: no message may come back while the function can still be at work on it. */
async function refusal(
  sqs: SQSClient,
  { queueUrl, timeoutMs }: MappingDefinition,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['VisibilityTimeout'] });
  try {
    const { Attributes } = await sqs.send(command, { abortSignal: signal });
    const visibility = Number(Attributes?.['VisibilityTimeout']);
    if (visibility * 1_000 >= timeoutMs) return undefined;
    return `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeoutMs / 1_000} seconds`;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function receive(sqs: SQSClient, definition: MappingDefinition, signal: AbortSignal): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: definition.queueUrl,
    MaxNumberOfMessages: definition.batchSize,
    WaitTimeSeconds: LONG_POLL_SECONDS,
    MessageSystemAttributeNames: ['All'],
  });
  try {
    const { Messages = [] } = await sqs.send(command, { abortSignal: signal });
    return Messages;
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}

const sqsEvent = (messages: readonly Message[], eventSourceARN: string): SQSEvent => ({
  Records: messages.map((message): SQSRecord => ({
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: 'us-east-1',
  })),
});

/** Lambda: no failures named means all succeeded, and an unknown or missing id means that all failed. */
function succeeded(messages: readonly Message[], answer: unknown, reportsItemFailures: boolean): readonly Message[] {
  if (!reportsItemFailures) return messages;
  const failures = (answer as SQSBatchResponse | null)?.batchItemFailures ?? [];
  const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
  const isKnown = [...failed].every((id) => messages.some((message) => message.MessageId === id));
  return isKnown ? messages.filter(({ MessageId = '' }) => !failed.has(MessageId)) : [];
}

async function deleteAll(sqs: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> {
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  // As on AWS: what could not be deleted is handed out again, and the function must cope.
  if (Failed.length > 0) process.emitWarning(`${Failed.length} messages could not be deleted from ${queueUrl}`);
}
