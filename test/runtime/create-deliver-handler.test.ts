import { describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { lifecycleMessage } from '../../lambdas/aws/slice-message.ts';
import { createDeliverHandler } from '../../lambdas/runtime/create-deliver-handler.ts';
import { CapturedLogger } from '../support/captured-logger.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvents } from '../support/events.ts';
import { lambdaContext, sqsEvent, sqsRecord, unanswered } from '../support/lambda-invocation.ts';

/** A deployment whose messages a test hands to the handler itself, as records. */
async function withRecords(streamIds = ['A']) {
  const made = await deployment({ streamIds, pageLimit: 1 });
  made.log.append(...logEvents(3));
  await made.tick();
  const messages = made.queue.receiveSlices();
  for (const message of messages) made.queue.forget(message);
  const records = messages.map((message) => sqsRecord(message));
  const handler = createDeliverHandler(made.deliverDeps, new CapturedLogger());
  const invoke = (batch: readonly SQSRecord[], remainingMs?: number) =>
    handler(sqsEvent(...batch), lambdaContext(remainingMs));
  const of = (streamId: string) => records.filter(({ attributes }) => attributes.MessageGroupId === streamId);
  return { ...made, records, invoke, of };
}

const broken = { kind: 'break', error: new Error('Secrets Manager does not answer') } as const;

describe('a batch of messages', () => {
  test('is delivered in order, and nothing of it comes back', async () => {
    const { invoke, records, target } = await withRecords();

    expect(await invoke(records)).toEqual({ batchItemFailures: [] });

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(3)));
  });

  test('may hold what happened to another stream, which is delivered in its turn', async () => {
    const { deactivate, announce, deliverDeps, queue, target, lifecycleLog } = await deployment({
      streamIds: ['A', 'B'],
    });
    await deactivate('A');
    await announce();
    const [message] = queue.receive();
    if (!message || !('lifecycle' in message)) throw new Error('there is no lifecycle message');
    const handler = createDeliverHandler(deliverDeps, new CapturedLogger());
    const record = sqsRecord(message, lifecycleMessage('B', message.lifecycle));

    expect(await handler(sqsEvent(record), lambdaContext())).toEqual({ batchItemFailures: [] });

    expect(target.accepted('B').map(({ json }) => json.toString())).toEqual([lifecycleLog.events()[0]?.json]);
  });

  test('comes back from the first failure of a stream on, so that order is kept', async () => {
    const { invoke, records, target } = await withRecords();
    target.plan('A', { kind: 'accept' }, broken);

    expect(await invoke(records)).toEqual({
      batchItemFailures: records.slice(1).map(({ messageId }) => ({ itemIdentifier: messageId })),
    });

    expect(idsOf(target.accepted('A'))).toEqual(['event-0001']);
  });

  test('comes back for the stream that failed only', async () => {
    const { invoke, of, records, target } = await withRecords(['A', 'B']);
    target.plan('A', broken);

    expect(await invoke(records)).toEqual({
      batchItemFailures: of('A').map(({ messageId }) => ({ itemIdentifier: messageId })),
    });

    expect(idsOf(target.accepted('B'))).toEqual(idsOf(logEvents(3)));
  });

  test('comes back untried when there is no time for two attempts', async () => {
    const { invoke, records, target, noted } = await withRecords();

    const { batchItemFailures } = await invoke(records, 23_999);

    expect(batchItemFailures).toHaveLength(3);
    expect(target.offered('A')).toEqual([]);
    expect(noted('delivery interrupted')).toHaveLength(1);
  });

  test('does not come back when its stream is deactivated under way', async () => {
    const { invoke, records, target, streams } = await withRecords();
    target.plan('A', { kind: 'fail' }, { kind: 'fail' });

    expect(await invoke(records)).toEqual({ batchItemFailures: [] });

    expect(target.offered('A')).toHaveLength(2);
    expect(streams.peek('A').status).toBe('INACTIVE');
  });

  test('passes on how often a message was handed out', async () => {
    const { invoke, records, streams } = await withRecords();
    for (const { attributes } of records) attributes.ApproximateReceiveCount = '5';

    await invoke(records);

    expect(streams.peek('A').deactivation).toMatchObject({ code: 'INTERNAL' });
  });

  test('passes on the sequence number, to know a message again', async () => {
    const { invoke, records, streams } = await withRecords();

    await invoke(records);

    expect(streams.peek('A').acknowledgedSequence).toBe(records.at(-1)?.attributes.SequenceNumber);
  });
});

describe('a message that cannot be read', () => {
  test('is forgotten, and its stream reads its events again', async () => {
    const { invoke, records, run, target, noted } = await withRecords();
    const [first] = records;
    if (first) first.body = 'not what we send';

    expect(await invoke(records)).toEqual({ batchItemFailures: [] });
    await run();

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(3)));
    expect(noted('rewound')).toHaveLength(1);
  });

  test('comes back when its stream cannot be rewound', async () => {
    const { records, deliverDeps, streams } = await withRecords();
    const handler = createDeliverHandler(
      { ...deliverDeps, streams: { ...streams, rewind: unanswered } },
      new CapturedLogger(),
    );
    for (const record of records) record.body = '';

    const { batchItemFailures } = await handler(sqsEvent(...records), lambdaContext());

    expect(batchItemFailures).toEqual(records.map(({ messageId }) => ({ itemIdentifier: messageId })));
  });

  // The lifecycle log has kept it, and what would be read again are other events.
  test('is forgotten and told of when it is a lifecycle event, and its stream reads nothing again', async () => {
    const { invoke, records, target, streams, noted } = await withRecords();
    const [first] = records;
    const damaged = { ...first, messageId: 'damaged', body: '{"v":1,"streamId":"A","lifecycle":"damaged"}' };

    expect(await invoke([damaged as SQSRecord, ...records])).toEqual({ batchItemFailures: [] });

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(3)));
    expect(streams.peek('A').generation).toBe(0);
    expect(noted('delivery interrupted')).toEqual([
      {
        what: 'delivery interrupted',
        streamId: 'A',
        messageId: 'damaged',
        message: 'the message is no slice of version 1',
      },
    ]);
  });

  test('of a stream that nobody knows is forgotten', async () => {
    const { invoke, records } = await withRecords();
    for (const record of records) Object.assign(record, { body: '', attributes: { MessageGroupId: 'Z' } });

    expect(await invoke(records)).toEqual({ batchItemFailures: [] });
  });
});
