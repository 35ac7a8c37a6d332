import type { SQSRecord } from 'aws-lambda';
import { headOf } from '../aws/slice-message.ts';
import type { Journal } from '../core/journal.ts';
import type { Clock, StreamStore } from '../core/ports.ts';
import { recoverLostMessage } from '../core/recover-lost-message.ts';

export interface RecoverDeps {
  readonly streams: StreamStore;
  readonly journal: Journal;
  readonly now: Clock;
}

/**
 * Rewinds the stream of every message that the deliverer never finished with. Nothing that is read again brings back a
 * lifecycle event, which the lifecycle log has kept: that one is only told.
 */
export async function recoverDeadLetters(deps: RecoverDeps, records: readonly SQSRecord[]): Promise<void> {
  for (const record of records) {
    const streamId = record.attributes.MessageGroupId ?? '';
    const { messageId } = record;
    const { generation, isLifecycle } = headOf(record.body);
    const message = { id: messageId, streamId, generation };
    if (!isLifecycle) await recoverLostMessage(deps, message, 'arrived in the dead-letter queue');
    // Not before: one that could not be dealt with comes again.
    deps.journal({ what: 'dead letter', streamId, messageId });
  }
}
