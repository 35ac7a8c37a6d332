import type { LogEvent } from '../../lambdas/core/log-event.ts';
import type { Clock, EventQueue, PackedEvents } from '../../lambdas/core/ports.ts';
import type { QueuedMessage, QueuedSlice } from '../../lambdas/core/slice.ts';
import { copyOf } from './events.ts';
import { MINUTE } from './manual-clock.ts';

interface Options {
  readonly now: Clock;
  readonly maxPackedBytes?: number;
  readonly visibilityMs?: number;
  /** A message handed out this often goes to the dead letters instead of being handed out again. */
  readonly maxReceives?: number;
}

type Ids = Pick<QueuedMessage, 'messageId' | 'sequenceNumber' | 'receiveCount'>;

export interface MemoryQueue extends EventQueue {
  /** Hands out up to `max` visible messages; while one of a group is out, the others of the group wait. */
  receive(max?: number): QueuedMessage[];
  /** The same where nothing but slices was sent. */
  receiveSlices(): QueuedSlice[];
  /** The consumer is done with the message. */
  forget(message: QueuedMessage): void;
  /** Every message in the queue, handed out or not. */
  waiting(): readonly QueuedMessage[];
  /** The slices among them. */
  slices(): readonly QueuedSlice[];
  readonly deadLetters: QueuedMessage[];
}

/** SQS: "the deduplication interval is 5 minutes". */
const DEDUPLICATION_MS = 5 * MINUTE;

const pack = (events: readonly LogEvent[]) =>
  JSON.stringify(events.map(({ json, ...event }) => ({ ...event, text: json.toString() }))) as PackedEvents;

const unpack = (packed: PackedEvents): LogEvent[] =>
  (JSON.parse(packed) as (Omit<LogEvent, 'json'> & { readonly text: string })[]).map(({ text, ...event }) => ({
    ...event,
    json: Buffer.from(text),
  }));

const isSlice = (message: QueuedMessage): message is QueuedSlice => 'events' in message;

const copyOfMessage = (message: QueuedMessage): QueuedMessage =>
  'lifecycle' in message
    ? { ...message, lifecycle: copyOf(message.lifecycle) }
    : { ...structuredClone({ ...message, events: [] }), events: message.events.map(copyOf) };

/** A FIFO queue as SQS has it: groups, visibility, receive counts, sequence numbers, deduplication, dead letters. */
export function memoryQueue(options: Options): MemoryQueue {
  const { now, maxPackedBytes = 1_000_000, visibilityMs = 5 * MINUTE, maxReceives = 10 } = options;
  const sentAt = new Map<string, number>();
  const hiddenUntil = new Map<string, number>();
  const deadLetters: QueuedMessage[] = [];
  let messages: QueuedMessage[] = [];
  let sequence = 10n ** 19n;

  const isHidden = ({ messageId }: QueuedMessage): boolean => (hiddenUntil.get(messageId) ?? 0) > now().getTime();
  const forget = ({ messageId }: Pick<QueuedMessage, 'messageId'>): void => {
    messages = messages.filter((message) => message.messageId !== messageId);
  };

  const add = (content: readonly unknown[], messageWith: (ids: Ids) => QueuedMessage): void => {
    const deduplicationId = JSON.stringify(content);
    const sentMs = sentAt.get(deduplicationId);
    if (sentMs !== undefined && now().getTime() - sentMs < DEDUPLICATION_MS) return;
    sentAt.set(deduplicationId, now().getTime());

    sequence += 256n;
    const ids = { messageId: `message-${sequence}`, sequenceNumber: String(sequence), receiveCount: 0 };
    messages.push(messageWith(ids));
  };

  const receive = (max = 10): QueuedMessage[] => {
    const handedOut: QueuedMessage[] = [];
    const locked = new Set(messages.filter(isHidden).map((message) => message.streamId));
    for (const message of messages) {
      if (handedOut.length === max) break;
      if (locked.has(message.streamId)) continue;
      if (message.receiveCount >= maxReceives) {
        forget(message);
        deadLetters.push(message);
        continue;
      }
      const received = { ...message, receiveCount: message.receiveCount + 1 };
      messages = messages.map((other) => (other === message ? received : other));
      hiddenUntil.set(message.messageId, now().getTime() + visibilityMs);
      handedOut.push(copyOfMessage(received));
    }
    return handedOut;
  };

  return {
    nothing: pack([]),
    pack(events) {
      const packed = pack(events);
      return packed.length <= maxPackedBytes ? packed : undefined;
    },
    async send(slice, events, packed) {
      const content = [slice.streamId, slice.generation, events[0]?.id, events.at(-1)?.id, events.length];
      add(content, (ids) => ({ ...structuredClone(slice), ...ids, events: unpack(packed) }));
    },
    async sendLifecycle(streamId, { uuid, published, json }) {
      const lifecycle = { id: uuid, published, json: Buffer.from(json) };
      add([streamId, uuid], (ids) => ({ streamId, ...ids, lifecycle }));
    },
    receive,
    receiveSlices: () => receive().filter(isSlice),
    forget,
    waiting: () => messages,
    slices: () => messages.filter(isSlice),
    deadLetters,
  };
}
