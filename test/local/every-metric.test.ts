import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ListQueuesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ORG_METRICS, STREAM_METRICS } from '../../lambdas/core/metric-names.ts';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { type MetricPoint, parseEmf } from '../../local/emf.ts';
import { generateEvents } from '../../local/event-generator.ts';
import { ACCOUNT_ID } from '../../local/account.ts';
import { ask, streamOf, tick } from '../support/embedded.ts';
import { hookReceiver } from '../support/hook-receiver.ts';
import { START } from '../support/manual-clock.ts';

const EVENTS = generateEvents({ seed: 12, startAt: START, intervalMs: 10 }).take(80).toArray();

/** Larger than any target takes, and any message carries. */
const HUGE = JSON.stringify({ uuid: 'huge', published: START.toISOString(), padding: noise(2_000_000) });

let run: EmbeddedRun;
let hook: Awaited<ReturnType<typeof hookReceiver>>;
let points: MetricPoint[];

/** One run in which everything happens that a metric tells of. */
beforeAll(async () => {
  points = [];
  hook = await hookReceiver({ answersEvents: 400 });
  run = await startEmbeddedRun({
    schedules: 'ignore',
    eventHook: { url: hook.url, secret: 'a secret' },
    onMetrics: (line) => void points.push(...(parseEmf(line) ?? [])),
  });
  const persist = (from: number, to: number) => run.org.simulated?.persist(EVENTS.slice(from, to));
  persist(0, 20);
  await tick(run);
  run.org.simulated?.persist([HUGE]);
  await tick(run);
  await redeliver();
  await loseMessage();
  await runOutOfReceives();
  run.org.simulated?.answerNext({ kind: 'cursor-refused' });
  await tick(run);
  run.org.simulated?.answerNext({ kind: 'unauthorized' }, { kind: 'unauthorized' });
  await tick(run);
  run.hec.behave({ kind: 'fail', status: 503, code: 9 });
  persist(60, 80);
  await tick(run);
  await tick(run);
  // The lifecycle bus refuses as well.
  run.aws.eventBridge.behave({ kind: 'fail' });
  await ask(run, 'POST', `/api/v1/logStreams/${(await bus()).id}/lifecycle/deactivate`);
  await run.settled();
  run.org.simulated?.answerNext({ kind: 'rate-limited', resetInSeconds: 1 });
  await tick(run);
}, 180_000);

afterAll(async () => {
  await run.stop();
  await hook.stop();
});

const bus = () => streamOf(run, 'aws_eventbridge');

/** A message of the bus comes again after it was acknowledged. */
async function redeliver(): Promise<void> {
  run.aws.eventBridge.behave({ kind: 'hang' });
  run.org.simulated?.persist(EVENTS.slice(20, 40));
  await run.runtime.function('StreamingPoller').invoke({});
  const { id } = await bus();
  const body = (await run.aws.queues.bodies()).find((text) => text.includes(id)) ?? '';
  run.aws.eventBridge.behave({ kind: 'healthy' });
  run.runtime.function('StreamingDeliverer').kill();
  await run.settled();
  await run.aws.queues.endVisibilityTimeouts();
  await run.settled();

  const attributes = { MessageGroupId: id, SequenceNumber: '1', ApproximateReceiveCount: '2' };
  const Records = [{ messageId: 'again', body, attributes }];
  await run.runtime.function('StreamingDeliverer').invoke({ Records });
}

/** The queue skips a message: the next one does not start where the last one left off. */
async function loseMessage(): Promise<void> {
  const stream = await bus();
  await run.streams.advance(stream, { ...stream.read, after: 'skipped', count: stream.read.count + 1 }, START);
  run.org.simulated?.persist(EVENTS.slice(40, 60));
  await tick(run);
}

async function deadLetterQueue(): Promise<string> {
  const { QueueUrls = [] } = await run.aws.sqs.send(new ListQueuesCommand({}));
  const name = QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1)).find((each) =>
    each.includes('DeadLetters'),
  );
  return `${run.aws.sqsEndpoint}/${ACCOUNT_ID}/${name}`;
}

async function runOutOfReceives(): Promise<void> {
  const { id } = await bus();
  await run.aws.sqs.send(
    new SendMessageCommand({
      QueueUrl: await deadLetterQueue(),
      MessageGroupId: id,
      MessageDeduplicationId: 'dead',
      MessageBody: 'of another version',
    }),
  );
  await run.settled();
}

describe('a run in which everything happens', () => {
  test('emits every metric that there is, and no other', () => {
    const emitted = new Set(points.map(({ name }) => name));

    expect([...emitted].toSorted()).toEqual([...Object.keys(ORG_METRICS), ...Object.keys(STREAM_METRICS)].toSorted());
  });

  test('emits each with its unit and its dimensions', () => {
    const wrong = points.filter(({ name, unit, dimensions }) => {
      const of = { ...ORG_METRICS, ...STREAM_METRICS }[name as keyof typeof ORG_METRICS];
      const wanted = name in STREAM_METRICS ? ['Org', 'Stream', 'service'] : ['Org', 'service'];
      return of.unit !== unit || Object.keys(dimensions).toSorted().join() !== wanted.join();
    });

    expect(wrong).toEqual([]);
    expect(points.length).toBeGreaterThan(100);
  });
});

/** Text that hardly packs. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCodePoint(33 + (state % 58));
  })
    .join('')
    .replaceAll(/["\\]/g, 'x');
}
