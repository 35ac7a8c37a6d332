import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { rateMs, type ScheduleDefinition, startSchedule } from '../../local/schedule.ts';
import { type FakeFunction, fakeFunction } from '../support/fake-function.ts';
import { type LocalQueues, startLocalQueues } from '../support/local-queues.ts';
import { MINUTE } from '../support/manual-clock.ts';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Poll';
const SEND_BATCH = 'arn:aws:scheduler:::aws-sdk:sqs:sendMessageBatch';

let queues: LocalQueues;

beforeAll(async () => {
  queues = await startLocalQueues();
});

afterEach(() => {
  jest.useRealTimers();
});

afterAll(async () => {
  await queues.stop();
});

const schedule = (definition: Partial<ScheduleDefinition>): ScheduleDefinition => ({
  name: 'Ticks',
  expression: 'rate(1 minute)',
  targetArn: FUNCTION_ARN,
  ...definition,
});

const start = (
  definition: Partial<ScheduleDefinition>,
  {
    poll = fakeFunction('Poll'),
    onError = () => undefined,
  }: { poll?: FakeFunction; onError?: (e: unknown) => void } = {},
) => {
  const functionByArn = (arn: string) => (arn === FUNCTION_ARN ? poll : undefined);
  return startSchedule(schedule(definition), { sqs: queues.sqs, functionByArn }, onError);
};

describe('a schedule', () => {
  test.each([
    ['rate(1 minute)', MINUTE],
    ['rate(5 minutes)', 5 * MINUTE],
  ])('with %s fires every %d ms', (expression, ms) => {
    expect(rateMs(schedule({ expression }))).toBe(ms);
  });

  test.each([['rate(1 hour)'], ['cron(0 12 * * ? *)'], ['at(2026-03-01T00:00:00)']])(
    'fails by name on %s, which is not played',
    (expression) => {
      expect(() => start({ expression })).toThrow(
        `schedule Ticks: the embedded run plays rate(n minutes), not ${expression}`,
      );
    },
  );

  test('sends the batch of its universal target, delayed messages delayed', async () => {
    const queueUrl = await queues.create('ticks');
    const Entries = [
      { Id: '1', MessageBody: 'tick', DelaySeconds: 0 },
      { Id: '2', MessageBody: 'tock', DelaySeconds: 50 },
    ];

    const { stop } = start({ targetArn: SEND_BATCH, input: JSON.stringify({ QueueUrl: queueUrl, Entries }) });
    const receive = new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await queues.sqs.send(receive);
    stop();

    expect(Messages.map(({ Body }) => Body)).toEqual(['tick']);
    expect((await queues.messages()).ready).toBe(0);
  });

  test('invokes its function now and then at its rate, until it is stopped', () => {
    jest.useFakeTimers();
    const poll = fakeFunction('Poll');

    const { stop } = start({ expression: 'rate(2 minutes)', input: '{"by":"schedule"}' }, { poll });
    expect(poll.events).toEqual([{ by: 'schedule' }]);
    jest.advanceTimersByTime(4 * MINUTE);
    expect(poll.events).toHaveLength(3);
    stop();
    jest.advanceTimersByTime(4 * MINUTE);

    expect(poll.events).toHaveLength(3);
  });

  test('reports an invocation that fails, and goes on', async () => {
    jest.useFakeTimers();
    const poll = fakeFunction('Poll');
    const reported: unknown[] = [];
    const { stop } = start({}, { poll, onError: (error) => reported.push(error) });

    const failure = new Error('no table');
    poll.open[0]?.fail(failure);
    await jest.advanceTimersByTimeAsync(MINUTE);
    stop();

    expect(reported).toEqual([failure]);
    expect(poll.events).toHaveLength(2);
  });

  test.each([['arn:aws:lambda:us-east-1:1:function:Other'], ['arn:aws:scheduler:::aws-sdk:sns:publish']])(
    'fails by name on target %s',
    (targetArn) => {
      expect(() => start({ targetArn })).toThrow(`schedule Ticks: the embedded run has no target ${targetArn}`);
    },
  );
});
