/**
 * The embedded run in a process that can be killed: its state is in a folder, its org and targets stand in the
 * process that started it, and so do proxies in front of its table and its queue.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { unreachable } from '../../lambdas/core/unreachable.ts';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import type { NumberedOrder, Order, RunMessage, RunSettings } from './run-messages.ts';

/** More than the second that a released message still waits: releasing it again would begin that anew. */
const RELEASE_MS = 2_000;

const settings = JSON.parse(process.argv[2] ?? '{}') as RunSettings;
const say = (message: RunMessage): void => void process.send?.(message);

const run = await startEmbeddedRun({
  stateDir: settings.stateDir,
  foreignOrg: { url: settings.orgUrl, apiToken: settings.orgToken },
  foreignHec: { url: settings.hecUrl, token: settings.hecToken },
  foreignEventBridge: { url: settings.busUrl, environment: {} },
  environment: {
    AWS_ENDPOINT_URL_DYNAMODB: settings.tableUrl,
    // The SDK sends to where the queue's URL leads.
    EVENT_QUEUE_URL: `${settings.queueUrl}/000000000000/events.fifo`,
  },
  context: {
    pollInterval: 5,
    attemptTimeoutSeconds: settings.attemptTimeoutSeconds,
    backlogLimitEvents: settings.backlogLimitEvents,
  },
  onLog(functionName, line) {
    if ('entry' in line) say({ kind: 'entry', entry: line.entry, loggedMs: Date.parse(line.timestamp) });
    else say({ kind: 'line', functionName, text: line.text });
  },
});

/**
 * What a function failed with only waits for its visibility timeout, and the run would wait with it for a minute and
 * more.
 */
async function releaseLeftMessages(): Promise<void> {
  const isLeft = (id: string): boolean => run.runtime.isLeft(id);
  const { received } = await run.aws.queues.messages();
  // One that has come back of itself meanwhile has no timeout to end.
  if (received.some(isLeft)) await run.aws.queues.endVisibilityTimeouts(isLeft).catch(() => undefined);
}
const released = new AbortController();
async function keepReleasing(): Promise<void> {
  while (!released.signal.aborted) {
    await releaseLeftMessages();
    await sleep(RELEASE_MS, undefined, { signal: released.signal }).catch(() => undefined);
  }
}
const releasing = keepReleasing();

async function obey(order: Order): Promise<readonly [string, string][] | undefined> {
  switch (order.order) {
    case 'kill workers':
      for (const each of run.runtime.functions) if (each.name.startsWith(order.functions)) each.kill();
      return undefined;
    case 'poll':
      await run.runtime.function('StreamingPoller').invoke({});
      return undefined;
    case 'list set aside':
      return listSetAside(run);
    case 'stop':
      released.abort();
      await releasing;
      await run.stop();
      process.disconnect();
      return undefined;
    default:
      return unreachable(order);
  }
}

async function listSetAside({ aws, undeliverableBucket }: EmbeddedRun): Promise<readonly [string, string][]> {
  const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket: undeliverableBucket }));
  return Contents.map(({ Key = '' }) => {
    const [streamId = '', file = ''] = Key.split('/');
    return [streamId, decodeURIComponent(file.replace(/\.json$/, ''))];
  });
}

process.on('message', ({ id, order }: NumberedOrder) => {
  obey(order).then(
    (result) => process.connected && say({ kind: 'done', id, result }),
    (error: unknown) => say({ kind: 'failed', id, reason: String(error) }),
  );
});
// Without the process that has the org and the targets there is nothing to run for.
process.once('disconnect', () => process.exit(0));

const { streams } = await run.streams.load();
const { QueueUrls = [] } = await run.aws.sqs.send(new ListQueuesCommand({}));
const names = QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1));
const eventQueue = names.find((name) => name.endsWith('.fifo') && !name.includes('DeadLetters'));
say({
  kind: 'ready',
  streams: streams.map(({ id, type, created }) => ({ id, type, created })),
  tableUrl: run.aws.environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
  queueUrl: run.aws.sqsEndpoint,
  eventQueueUrl: `${run.aws.sqsEndpoint}/000000000000/${eventQueue}`,
  api: { url: run.api.url, headers: run.api.headers },
});
