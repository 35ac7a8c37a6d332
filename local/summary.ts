import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { backlogOf, type LogStream } from '../lambdas/core/log-stream.ts';
import type { StreamStore } from '../lambdas/core/ports.ts';
import type { Destinations } from './destinations.ts';

/**
 * A stream as its target saw it. Accepted, duplicates and outOfOrder are counted there, by uuid, not by the pipeline.
 */
export interface StreamSummary {
  readonly id: string;
  readonly name: string;
  readonly type: LogStream['type'];
  readonly status: LogStream['status'];
  readonly accepted: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  readonly undeliverable: number;
  readonly backlog: number;
  readonly lagMs: { readonly p50: number | null; readonly p99: number | null };
}

export interface Summary {
  /** Events that the simulated org persisted; null for a foreign org, which does not tell. */
  readonly served: number | null;
  readonly elapsedSeconds: number;
  readonly streams: readonly StreamSummary[];
}

/** What a summary is made from. */
export interface Summarized {
  readonly org: { readonly simulated: { readonly persistedCount: number } | undefined };
  readonly streams: Pick<StreamStore, 'load'>;
  readonly destinations: Pick<Destinations, 'ledgerOf'>;
  readonly aws: { readonly s3: S3Client };
  readonly undeliverableBucket: string;
  /** Whether the targets of this type are simulated here, and so counted. */
  isSimulated(type: LogStream['type']): boolean;
}

export async function summarize(run: Summarized, elapsedSeconds: number): Promise<Summary> {
  const { streams } = await run.streams.load();
  return {
    served: run.org.simulated?.persistedCount ?? null,
    elapsedSeconds: Math.round(elapsedSeconds * 1000) / 1000,
    streams: await Promise.all(streams.map((stream) => summarizeStream(run, stream))),
  };
}

async function summarizeStream(run: Summarized, stream: LogStream): Promise<StreamSummary> {
  const { id, name, type, status, delivered } = stream;
  const ledger = run.isSimulated(type) ? run.destinations.ledgerOf(stream) : undefined;
  return {
    id,
    name,
    type,
    status,
    // A foreign target does not tell what it has; then the pipeline's own count stands in.
    accepted: ledger?.accepted ?? delivered.events,
    duplicates: ledger?.duplicates ?? 0,
    outOfOrder: ledger?.outOfOrder ?? 0,
    undeliverable: delivered.undeliverable === 0 ? 0 : await countSetAside(run, id),
    backlog: backlogOf(stream),
    lagMs: { p50: ledger?.lagMs(50) ?? null, p99: ledger?.lagMs(99) ?? null },
  };
}

/** Distinct events: the stream's own count repeats one that was set aside again after a rewind. */
async function countSetAside({ aws, undeliverableBucket }: Summarized, streamId: string): Promise<number> {
  let count = 0;
  const pages = paginateListObjectsV2({ client: aws.s3 }, { Bucket: undeliverableBucket, Prefix: `${streamId}/` });
  for await (const { KeyCount = 0 } of pages) count += KeyCount;
  return count;
}

/** Whether each ACTIVE stream's target has everything that the simulated org served, or it was set aside. */
export const hasEverything = ({ served, streams }: Summary): boolean =>
  streams
    .filter(({ status }) => status === 'ACTIVE')
    .every(({ accepted, undeliverable, backlog }) => backlog === 0 && accepted + undeliverable >= (served ?? 0));
