import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Carry } from './simulated-table.ts';

interface Message {
  readonly id: string;
  readonly group: string;
  readonly body: string;
  readonly sequence: bigint;
  receives: number;
  hiddenUntilMs: number;
  /** What the last receive gave; an older one deletes nothing. */
  handle: string;
}

export interface QueueOptions {
  readonly nowMs: () => number;
  readonly visibilityMs: number;
  readonly onSend?: (body: string) => void;
  /** A message received this often goes to the dead letters when it would be handed out again. */
  readonly maxReceives?: number;
  readonly onDeadLetter?: (message: { readonly group: string; readonly body: string; readonly id: string }) => void;
}

export interface SimulatedQueue {
  client(carry: Carry): SQSClient;
  /** Up to `max` messages; while one of a group is out, the others of the group wait. */
  receive(max: number): SQSRecord[];
  remove(record: SQSRecord): void;
  /** The next message that is sent is never handed out to anyone. */
  loseNext(): void;
  /** Puts a dead letter in as it was. */
  add(message: { readonly group: string; readonly body: string; readonly id: string }): void;
  bodies(): readonly string[];
  readonly size: number;
  readonly visibilityMs: number;
}

/** SQS: "the deduplication interval is 5 minutes". */
const DEDUPLICATION_MS = 300_000;

/** An SQS FIFO queue: groups, visibility, receive counts, sequence numbers, deduplication and redrive. */
export function simulatedQueue(options: QueueOptions): SimulatedQueue {
  const { nowMs, visibilityMs, maxReceives = Number.POSITIVE_INFINITY, onDeadLetter, onSend } = options;
  const sentAt = new Map<string, number>();
  let messages: Message[] = [];
  let sequence = 18_870_000_000_000_000_000n;
  let handles = 0;
  let toLose = 0;

  const add: SimulatedQueue['add'] = ({ group, body, id }) => {
    messages.push({ id, group, body, sequence: (sequence += 256n), receives: 0, hiddenUntilMs: 0, handle: '' });
  };
  const take = (gone: (message: Message) => boolean): void => {
    messages = messages.filter((message) => !gone(message));
  };

  const send = ({ input }: SendMessageCommand): { MessageId: string } => {
    const { MessageBody: body = '', MessageGroupId: group = '', MessageDeduplicationId: once = '' } = input;
    const sentMs = sentAt.get(once);
    if (sentMs === undefined || nowMs() - sentMs >= DEDUPLICATION_MS) {
      sentAt.set(once, nowMs());
      if (toLose > 0) toLose -= 1;
      else add({ group, body, id: `message-${sequence}` });
      onSend?.(body);
    }
    return { MessageId: 'sent' };
  };

  return {
    client: (carry) =>
      ({ send: (command: SendMessageCommand) => carry('SendMessage', () => send(command)) }) as never as SQSClient,
    receive(max) {
      const received: Message[] = [];
      const isOut = (message: Message) => message.hiddenUntilMs > nowMs();
      const locked = new Set(messages.filter(isOut).map(({ group }) => group));
      for (const message of messages) {
        if (received.length === max) break;
        if (locked.has(message.group)) continue;
        if (message.receives >= maxReceives) {
          take((other) => other === message);
          onDeadLetter?.(message);
          continue;
        }
        message.receives += 1;
        message.hiddenUntilMs = nowMs() + visibilityMs;
        message.handle = `handle-${(handles += 1)}`;
        received.push(message);
      }
      return received.map(toRecord);
    },
    remove: ({ receiptHandle }) => take(({ handle }) => handle === receiptHandle),
    loseNext() {
      toLose += 1;
    },
    add,
    visibilityMs,
    bodies: () => messages.map(({ body }) => body),
    get size() {
      return messages.length;
    },
  };
}

const toRecord = ({ id, group, body, sequence, receives, handle }: Message): SQSRecord => ({
  messageId: id,
  receiptHandle: handle,
  body,
  attributes: {
    MessageGroupId: group,
    SequenceNumber: String(sequence),
    ApproximateReceiveCount: String(receives),
    ApproximateFirstReceiveTimestamp: '0',
    SentTimestamp: '0',
    SenderId: 'AIDAEXAMPLE',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:events.fifo',
  awsRegion: 'eu-west-1',
});
