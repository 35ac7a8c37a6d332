import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Ending, Machine } from './machine.ts';
import type { SimulatedQueue } from './simulated-queue.ts';

export interface MappingOptions {
  readonly machine: Machine;
  readonly name: string;
  readonly queue: SimulatedQueue;
  readonly batchSize: number;
  readonly maxConcurrency: number;
  readonly isAsleep: () => boolean;
  readonly onBatch?: (name: string, records: readonly SQSRecord[]) => void;
  /** One invocation for one batch. */
  readonly work: (name: string, records: readonly SQSRecord[]) => Promise<Ending<SQSBatchResponse>>;
}

/** An event source mapping: hands batches of messages to a function, and deletes those that it did not report. */
export function mapping(options: MappingOptions): { look(inMs: number): void } {
  const { machine, name, queue, batchSize, maxConcurrency, isAsleep, work } = options;
  let batches = 0;
  let running = 0;

  const remove = (batch: string, record: SQSRecord): void => {
    if (!machine.faults.strike(`${batch} deletes ${record.messageId}`, ['delete lost'])) queue.remove(record);
  };
  const consume = async (records: readonly SQSRecord[]): Promise<void> => {
    running += 1;
    const batch = `${name} ${(batches += 1)}`;
    options.onBatch?.(batch, records);
    const ending = await work(batch, records);
    running -= 1;
    if (ending.kind === 'finished') {
      const failed = new Set(ending.value.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const record of records) if (!failed.has(record.messageId)) remove(batch, record);
    }
    look(1);
  };
  const take = (): void => {
    if (isAsleep() || running >= maxConcurrency) return;
    const records = queue.receive(batchSize);
    if (records.length === 0) return;
    look(queue.visibilityMs + 1);
    void consume(records);
    take();
  };
  const look = (inMs: number): void => machine.after(inMs, take);
  return { look };
}
