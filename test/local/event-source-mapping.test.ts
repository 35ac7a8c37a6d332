import { EventEmitter, on } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import {
  type EventSourceMapping,
  eventSourceMapping,
  type MappingDefinition,
} from '../../local/event-source-mapping.ts';
import { type FakeFunction, fakeFunction } from '../support/fake-function.ts';
import { type LocalQueues, startLocalQueues } from '../support/local-queues.ts';

let queues: LocalQueues;
let queueUrl: string;
let target: FakeFunction;
let mapping: EventSourceMapping | undefined;

beforeEach(async () => {
  target = fakeFunction();
  queues = await startLocalQueues();
  queueUrl = await queues.create('queue');
});

afterEach(async () => {
  for (const { answer } of target.open) answer();
  await mapping?.stop();
  await queues.stop();
});

/** Maps the queue; each pull of what it answers is the end of a batch. */
function map(definition: Partial<MappingDefinition> = {}) {
  const ends = new EventEmitter();
  const batches = on(ends, 'batch');
  const refused = Promise.withResolvers<string>();
  mapping = eventSourceMapping(
    {
      name: 'Mapping',
      queueUrl,
      queueArn: 'arn:queue',
      batchSize: 10,
      maxConcurrency: 1,
      reportsItemFailures: true,
      timeoutMs: 60_000,
      ...definition,
    },
    {
      sqs: queues.sqs,
      target,
      onBatchEnd: () => ends.emit('batch'),
      onError: refused.resolve,
    },
  );
  return { mapping, batchEnd: () => batches.next(), refused: refused.promise };
}

const bodiesOf = ({ Records }: SQSEvent): string[] => Records.map(({ body }) => body);

/** What is still in the queue under test, whoever may have received it. */
const remaining = async () => (await queues.messages()).received;

const failures = (...ids: readonly string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('an event source mapping', () => {
  test('hands a batch over as Lambda does', async () => {
    queueUrl = await queues.create('shape.fifo');
    const id = await queues.put(queueUrl, 'hello', 'stream-1');

    map();
    await target.opened(1);

    expect(target.events[0]?.Records).toEqual([
      expect.objectContaining({
        messageId: id,
        body: 'hello',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:queue',
        attributes: expect.objectContaining({
          MessageGroupId: 'stream-1',
          ApproximateReceiveCount: '1',
          SequenceNumber: expect.stringMatching(/^\d+$/),
        }),
      }),
    ]);
  });

  test.each<[name: string, answer: (ids: string[]) => unknown, left: number[], reportsItemFailures?: boolean]>([
    ['deletes what was answered without failures', () => failures(), []],
    ['deletes what was answered with nothing', () => undefined, []],
    ['deletes what was answered with null', () => null, []],
    ['leaves only what failed', (ids) => failures(ids[1] ?? ''), [1]],
    ['leaves everything when an unknown message failed', (ids) => failures(ids[0] ?? '', 'stranger'), [0, 1, 2]],
    ['leaves everything when a failure has no name', () => failures(''), [0, 1, 2]],
    ['deletes everything where failures are not reported', (ids) => failures(ids[0] ?? ''), [], false],
  ])('%s', async (_name, answer, left, reportsItemFailures = true) => {
    const ids = [];
    for (const body of ['a', 'b', 'c']) ids.push(await queues.put(queueUrl, body));
    const running = map({ reportsItemFailures });
    await target.opened(1);
    const received = target.events[0]?.Records.map(({ messageId }) => messageId) ?? [];

    target.open[0]?.answer(answer(received));
    await running.batchEnd();

    const leftIds = left.map((index) => received[index] ?? '').toSorted();
    expect(received.toSorted()).toEqual(ids.toSorted());
    expect((await remaining()).toSorted()).toEqual(leftIds);
    expect([...running.mapping.left].toSorted()).toEqual(leftIds);
  });

  test('leaves everything when the function throws', async () => {
    const id = await queues.put(queueUrl, 'a');
    const running = map();
    await target.opened(1);

    target.open[0]?.fail(new Error('boom'));
    await running.batchEnd();

    expect(await remaining()).toEqual([id]);
    expect([...running.mapping.left]).toEqual([id]);
  });

  test('hands out again what failed, when its visibility timeout has ended', async () => {
    await queues.put(queueUrl, 'a');
    const running = map();
    await target.opened(1);
    target.open[0]?.fail(new Error('boom'));
    await running.batchEnd();

    await queues.endVisibilityTimeouts();
    await target.opened(1);
    target.open[0]?.answer();
    await running.batchEnd();

    expect(target.events.map(({ Records }) => Records[0]?.attributes.ApproximateReceiveCount)).toEqual(['1', '2']);
    expect(await remaining()).toEqual([]);
    expect(running.mapping.left.size).toBe(0);
  });

  test('receives nothing where a message could come back while the function is at work on it', async () => {
    await queues.put(queueUrl, 'a');

    const { refused } = map({ timeoutMs: 601_000 });

    expect(await refused).toBe(
      'Mapping: Queue visibility timeout: 600 seconds is less than Function timeout: 601 seconds',
    );
    await mapping?.stop();
    expect((await queues.messages()).ready).toBe(1);
  });

  test('runs no more batches at once than it may', async () => {
    for (const body of ['a', 'b', 'c', 'd', 'e']) await queues.put(queueUrl, body);
    const running = map({ batchSize: 1, maxConcurrency: 2 });

    for (let answered = 0; answered < 5; answered += 1) {
      await target.opened(Math.min(2, 5 - answered));
      expect(running.mapping.inFlight).toBe(Math.min(2, 5 - answered));
      expect((await queues.messages()).ready).toBe(Math.max(0, 3 - answered));
      target.open[0]?.answer();
      await running.batchEnd();
    }

    expect(target.mostOpen).toBe(2);
    expect(target.events.flatMap(bodiesOf).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('keeps the order of each group over batches, and groups side by side', async () => {
    queueUrl = await queues.create('order.fifo');
    for (const body of ['1', '2', '3']) for (const group of ['A', 'B']) await queues.put(queueUrl, body, group);
    const running = map({ batchSize: 1, maxConcurrency: 4 });

    for (const round of ['1', '2', '3']) {
      await target.opened(2);
      expect(target.open.map(({ event }) => bodiesOf(event))).toEqual([[round], [round]]);
      for (const { answer } of [...target.open]) answer();
      await running.batchEnd();
      await running.batchEnd();
    }

    expect(target.mostOpen).toBe(2);
  });

  test('holds back a group whose first message failed', async () => {
    queueUrl = await queues.create('blocked.fifo');
    await queues.put(queueUrl, '1', 'A');
    await queues.put(queueUrl, '2', 'A');
    const running = map({ batchSize: 1, maxConcurrency: 4 });
    await target.opened(1);
    target.open[0]?.fail(new Error('boom'));
    await running.batchEnd();

    await queues.put(queueUrl, '1', 'B');
    await target.opened(1);

    expect(target.events.map((event) => [event.Records[0]?.attributes.MessageGroupId, ...bodiesOf(event)])).toEqual([
      ['A', '1'],
      ['B', '1'],
    ]);
  });

  test('waits for what is in flight when it stops, and receives no more', async () => {
    await queues.put(queueUrl, 'a');
    const running = map();
    await target.opened(1);
    const happened: string[] = [];

    const stopping = running.mapping.stop().then(() => happened.push('stopped'));
    await queues.put(queueUrl, 'b');
    happened.push('answered');
    target.open[0]?.answer();
    await stopping;

    expect(happened).toEqual(['answered', 'stopped']);
    expect(target.events.map(bodiesOf)).toEqual([['a']]);
    expect(await queues.messages()).toEqual({ ready: 1, received: [] });
  });

  test('stops at once while it waits for a message', async () => {
    const running = map();

    await running.mapping.stop();

    expect(target.events).toEqual([]);
  });
});
