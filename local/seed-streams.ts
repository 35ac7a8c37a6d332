import { randomBytes } from 'node:crypto';
import { type LogStream, newLogStream, type StreamTarget } from '../lambdas/core/log-stream.ts';
import type { StreamStore } from '../lambdas/core/ports.ts';
import type { Cursor } from '../lambdas/core/position.ts';
import { streamId } from '../lambdas/core/stream-id.ts';
import { ACCOUNT_ID, REGION } from './account.ts';

const EXAMPLES: readonly (StreamTarget & { readonly name: string })[] = [
  {
    type: 'aws_eventbridge',
    name: 'Security events bus',
    settings: { accountId: ACCOUNT_ID, eventSourceName: 'okta-log-events', region: REGION },
  },
  {
    type: 'splunk_cloud_logstreaming',
    name: 'Splunk Cloud',
    settings: { edition: 'aws', host: 'acme.splunkcloud.com' },
  },
];

/** The streams of the table, or where it holds none one of each type, created now. */
export async function seedStreams(store: StreamStore, start: (since: Date) => Cursor): Promise<readonly LogStream[]> {
  const { streams } = await store.load();
  if (streams.length > 0) return streams;

  const now = new Date();
  const created = EXAMPLES.map((example) =>
    newLogStream({ ...example, id: streamId(randomBytes(17)) }, now, start(now)),
  );
  for (const stream of created) await store.create(stream);
  return created;
}
