import { describe, expect, test } from '@jest/globals';
import { lifecycleMessage } from '../../lambdas/aws/slice-message.ts';
import { createDeadLetterHandler } from '../../lambdas/runtime/create-dead-letter-handler.ts';
import { CapturedLogger } from '../support/captured-logger.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { lambdaContext, sqsEvent, sqsRecord, unanswered } from '../support/lambda-invocation.ts';

/** Messages that the queue gave up, one for each stream. */
async function withDeadLetters(streamIds: readonly string[]) {
  const made = await deployment({ streamIds });
  made.log.append(...logEvents(2));
  await made.tick();
  const messages = made.queue.receiveSlices();
  for (const message of messages) made.queue.forget(message);
  const logger = new CapturedLogger();
  return { ...made, records: messages.map((message) => sqsRecord(message)), logger };
}

describe('the dead-letter consumer', () => {
  test('rewinds the stream of each dead letter, which then reads its events again', async () => {
    const { deliverDeps, records, logger, run, target } = await withDeadLetters(['A', 'B']);

    await createDeadLetterHandler(deliverDeps, logger)(sqsEvent(...records), lambdaContext());
    await run();

    expect(['A', 'B'].map((id) => idsOf(target.accepted(id)))).toEqual([idsOf(logEvents(2)), idsOf(logEvents(2))]);
  });

  test('tells of each, once it is dealt with', async () => {
    const { deliverDeps, records, logger, noted } = await withDeadLetters(['A', 'B']);

    await createDeadLetterHandler(deliverDeps, logger)(sqsEvent(...records), lambdaContext());

    expect(noted('dead letter')).toEqual(
      records.map(({ messageId }, index) => ({ what: 'dead letter', streamId: ['A', 'B'][index], messageId })),
    );
  });

  // It has no position: a rewind would not bring it back, and would deliver others twice.
  test.each([
    ['', (body: string) => body],
    [' that cannot be read', () => '{"v":1,"streamId":"A","lifecycle":"damaged"}'],
  ])('rewinds nothing for a lifecycle event%s, and tells of it', async (_what, damage) => {
    const { deliverDeps, records, logger, streams, noted } = await withDeadLetters(['A']);
    for (const record of records) record.body = damage(lifecycleMessage('A', logEvent(1)));
    const before = streams.peek('A');

    await createDeadLetterHandler(deliverDeps, logger)(sqsEvent(...records), lambdaContext());

    expect(streams.peek('A')).toEqual(before);
    expect(noted('dead letter')).toMatchObject([{ streamId: 'A', messageId: records[0]?.messageId }]);
  });

  test('rewinds a stream once for two dead letters of one generation', async () => {
    const { deliverDeps, records, logger, streams } = await withDeadLetters(['A']);

    await createDeadLetterHandler(deliverDeps, logger)(sqsEvent(...records, ...records), lambdaContext());

    expect(streams.peek('A').generation).toBe(1);
  });

  test('rewinds the stream of a dead letter that cannot be read, because it may be of this generation', async () => {
    const { deliverDeps, records, logger, streams } = await withDeadLetters(['A']);
    for (const record of records) record.body = '{"v":1';

    await createDeadLetterHandler(deliverDeps, logger)(sqsEvent(...records), lambdaContext());

    expect(streams.peek('A').generation).toBe(1);
  });

  test('fails when the stream cannot be rewound, so that the dead letter stays', async () => {
    const { deliverDeps, records, logger, streams, noted } = await withDeadLetters(['A']);
    const handler = createDeadLetterHandler({ ...deliverDeps, streams: { ...streams, rewind: unanswered } }, logger);

    await expect(handler(sqsEvent(...records), lambdaContext())).rejects.toThrow('DynamoDB does not answer');
    expect(noted('dead letter')).toEqual([]);
  });

  test('tells in the log why it failed', async () => {
    const { deliverDeps, records, logger, streams } = await withDeadLetters(['A']);
    const handler = createDeadLetterHandler({ ...deliverDeps, streams: { ...streams, rewind: unanswered } }, logger);

    await handler(sqsEvent(...records), lambdaContext()).catch(() => undefined);

    expect(logger.lines).toMatchObject([{ level: 'ERROR', code: 'UNEXPECTED' }]);
    expect(JSON.stringify(logger.lines)).toContain('DynamoDB does not answer');
  });
});
