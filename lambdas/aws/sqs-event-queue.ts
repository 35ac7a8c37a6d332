import { createHash } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { EventQueue } from '../core/ports.ts';
import { lifecycleMessage, packEvents, sliceMessage } from './slice-message.ts';

/** Amazon SQS quotas: a message, body and attributes together, has at most 1 MiB. */
const MAX_MESSAGE_BYTES = 1_048_576;

/** Three cursors of up to 1 KB each, ids and counts around the packed events. */
const ENVELOPE_BYTES = 8_192;

/** One SQS FIFO queue, one message group per stream. */
export function sqsEventQueue(client: SQSClient, queueUrl: string): EventQueue {
  /** SQS: a deduplication id has at most 128 characters; uuids need not be UUIDs. */
  const send = async (streamId: string, content: readonly unknown[], MessageBody: string): Promise<void> => {
    const MessageDeduplicationId = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    const message = { QueueUrl: queueUrl, MessageGroupId: streamId, MessageDeduplicationId, MessageBody };
    await client.send(new SendMessageCommand(message));
  };

  return {
    nothing: packEvents([]),

    pack(events) {
      const packed = packEvents(events);
      return packed.length + ENVELOPE_BYTES <= MAX_MESSAGE_BYTES ? packed : undefined;
    },

    async send(slice, events, packed) {
      // The content makes the id: a page re-read at the tail may have grown, and must then not be taken for the old
      // one.
      const content = [slice.streamId, slice.generation, events[0]?.id, events.at(-1)?.id, events.length];
      await send(slice.streamId, content, sliceMessage(slice, packed));
    },

    async sendLifecycle(streamId, { uuid, published, json }) {
      const event = { id: uuid, published, json: Buffer.from(json) };
      await send(streamId, [streamId, 'lifecycle', uuid], lifecycleMessage(streamId, event));
    },
  };
}
