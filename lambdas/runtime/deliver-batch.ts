import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { headOf, parseMessage } from '../aws/slice-message.ts';
import { deliver, type DeliverDeps } from '../core/deliver.ts';
import { deliverLifecycle } from '../core/deliver-lifecycle.ts';
import { codeOf, describeError } from '../core/errors.ts';
import { recoverLostMessage } from '../core/recover-lost-message.ts';

/** Streams side by side, the messages of one stream in order. Never rejects: what failed is in the answer. */
export async function deliverBatch(
  deps: DeliverDeps,
  records: readonly SQSRecord[],
  deadline: Date,
): Promise<SQSBatchResponse> {
  const groups = Object.values(Object.groupBy(records, streamIdOf)).filter((group) => group !== undefined);
  const failed = await Promise.all(groups.map((group) => deliverGroup(deps, group, deadline)));
  return { batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Answers what the queue must hand out again. FIFO: the first failure and everything behind it, or order is lost. */
async function deliverGroup(
  deps: DeliverDeps,
  group: readonly SQSRecord[],
  deadline: Date,
): Promise<readonly SQSRecord[]> {
  for (const [index, record] of group.entries()) {
    try {
      await deliverRecord(deps, record, deadline);
    } catch (error) {
      const { messageId } = record;
      deps.journal({
        what: 'delivery interrupted',
        streamId: streamIdOf(record),
        messageId,
        message: describeError(error),
      });
      return group.slice(index);
    }
  }
  return [];
}

async function deliverRecord(deps: DeliverDeps, record: SQSRecord, deadline: Date): Promise<void> {
  const { messageId: id, attributes } = record;
  try {
    const content = parseMessage(record.body);
    const receipt = {
      messageId: id,
      sequenceNumber: attributes.SequenceNumber ?? '0',
      receiveCount: Number(attributes.ApproximateReceiveCount),
    };
    if ('lifecycle' in content) await deliverLifecycle(deps, { ...content, ...receipt }, deadline);
    else await deliver(deps, { ...content, ...receipt }, deadline);
  } catch (error) {
    if (codeOf(error) !== 'QUEUE_MESSAGE_INVALID') throw error;
    // Redelivering cannot mend it, for example after a deployment that changed the format; reading again can. That
    // brings back no lifecycle event, which the lifecycle log has kept.
    const streamId = streamIdOf(record);
    const { generation, isLifecycle } = headOf(record.body);
    const message = describeError(error);
    if (isLifecycle) deps.journal({ what: 'delivery interrupted', streamId, messageId: id, message });
    else await recoverLostMessage(deps, { id, streamId, generation }, message);
  }
}

/** The message group of every message is its stream. */
const streamIdOf = (record: SQSRecord): string => record.attributes.MessageGroupId ?? '';
