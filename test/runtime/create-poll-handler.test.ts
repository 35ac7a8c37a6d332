import { expect, test } from '@jest/globals';
import { createPollHandler } from '../../lambdas/runtime/create-poll-handler.ts';
import { CapturedLogger } from '../support/captured-logger.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvents } from '../support/events.ts';
import { lambdaContext, unanswered } from '../support/lambda-invocation.ts';
import { SECOND } from '../support/manual-clock.ts';

test('one invocation is one tick, however many tick messages brought it about', async () => {
  const { pollDeps, log, queue } = await deployment();
  log.append(...logEvents(2));

  await createPollHandler(pollDeps, new CapturedLogger())({ Records: [{}, {}, {}] }, lambdaContext());

  expect(queue.slices().map(({ events }) => idsOf(events))).toEqual([idsOf(logEvents(2))]);
  expect(log.requests()).toBe(1);
});

test('no read begins that the function might not see through to the queue', async () => {
  const { pollDeps, log, queue, clock } = await deployment({ pageLimit: 1 });
  log.append(...logEvents(9));
  log.beforeAnswer(() => clock.pass(30 * SECOND));

  await createPollHandler(pollDeps, new CapturedLogger())({}, lambdaContext(120 * SECOND));

  // Reads begin at 0, 30 and 60 s; the next would begin at 90 s, 30 s before the end.
  expect(queue.slices()).toHaveLength(3);
});

test('an error ends the invocation and is logged with its code, for Lambda and the alarm to see', async () => {
  const { pollDeps, streams } = await deployment();
  const logger = new CapturedLogger();
  const handler = createPollHandler({ ...pollDeps, streams: { ...streams, load: unanswered } }, logger);

  await expect(handler({}, lambdaContext())).rejects.toThrow('DynamoDB does not answer');

  expect(logger.lines).toContainEqual(
    expect.objectContaining({ level: 'ERROR', message: 'invocation failed', code: 'UNEXPECTED' }),
  );
});
