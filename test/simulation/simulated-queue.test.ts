import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from '@jest/globals';
import { manualClock, MINUTE, SECOND } from '../support/manual-clock.ts';
import { atOnce } from './at-once.ts';
import { simulatedQueue } from './simulated-queue.ts';

const VISIBILITY_MS = 30 * SECOND;

/** A queue whose messages are letters; `dead` are those that went to the dead letters. */
function queueOf({ maxReceives = 3 } = {}) {
  const clock = manualClock();
  const dead: string[] = [];
  let sent = 0;
  const queue = simulatedQueue({
    nowMs: () => clock.now().getTime(),
    visibilityMs: VISIBILITY_MS,
    onSend: () => void (sent += 1),
    maxReceives,
    onDeadLetter: ({ body }) => dead.push(body),
  });
  const client = queue.client(atOnce);
  const send = (body: string, { group = 'A', once = body } = {}) =>
    client.send(
      new SendMessageCommand({
        QueueUrl: 'events.fifo',
        MessageGroupId: group,
        MessageDeduplicationId: once,
        MessageBody: body,
      }),
    );
  const passVisibility = () => clock.pass(VISIBILITY_MS);
  return { clock, queue, dead, send, passVisibility, announced: () => sent };
}

const bodiesOf = (records: readonly SQSRecord[]): string[] => records.map(({ body }) => body);
const receivesOf = (records: readonly SQSRecord[]): (string | undefined)[] =>
  records.map(({ attributes }) => attributes.ApproximateReceiveCount);

describe('a message', () => {
  test('is handed out with its group, in the order of sending, up to the number asked for', async () => {
    const { queue, send } = queueOf();
    await send('a');
    await send('b', { group: 'B' });
    await send('c');
    const records = queue.receive(2);

    expect(records.map(({ body, attributes }) => [body, attributes.MessageGroupId])).toEqual([
      ['a', 'A'],
      ['b', 'B'],
    ]);
  });

  test('that is out keeps its group waiting and no other', async () => {
    const { queue, send } = queueOf();
    await send('a');
    queue.receive(1);
    await send('b');
    await send('c', { group: 'B' });

    expect(bodiesOf(queue.receive(10))).toEqual(['c']);
  });

  test('lets its group go on when it is removed', async () => {
    const { queue, send } = queueOf();
    await send('a');
    await send('b');
    for (const record of queue.receive(1)) queue.remove(record);

    expect(bodiesOf(queue.receive(10))).toEqual(['b']);
  });

  test('is handed out again when its visibility is over, not before, with a higher count', async () => {
    const { clock, queue, send } = queueOf();
    await send('a');
    const first = queue.receive(1);
    clock.pass(VISIBILITY_MS - 1);
    const early = queue.receive(1);
    clock.pass(1);
    const second = queue.receive(1);

    expect([bodiesOf(early), bodiesOf(second)]).toEqual([[], ['a']]);
    expect([receivesOf(first), receivesOf(second)]).toEqual([['1'], ['2']]);
    expect(second[0]?.messageId).toBe(first[0]?.messageId);
    expect(second[0]?.attributes.SequenceNumber).toBe(first[0]?.attributes.SequenceNumber);
  });

  test('is not removed by the handle of an earlier receive', async () => {
    const { queue, send, passVisibility } = queueOf();
    await send('a');
    const [stale] = queue.receive(1);
    passVisibility();
    const [fresh] = queue.receive(1);
    if (stale) queue.remove(stale);
    const sizeBefore = queue.size;
    if (fresh) queue.remove(fresh);

    expect([sizeBefore, queue.size]).toEqual([1, 0]);
  });

  test('goes to the dead letters when it would be handed out once too often, and its group goes on', async () => {
    const { queue, dead, send, passVisibility } = queueOf({ maxReceives: 2 });
    await send('a');
    await send('b');
    const handedOut = [];
    for (let round = 0; round < 3; round += 1) {
      handedOut.push(bodiesOf(queue.receive(1)));
      passVisibility();
    }

    expect(handedOut).toEqual([['a'], ['a'], ['b']]);
    expect([dead, queue.bodies()]).toEqual([['a'], ['b']]);
  });

  test('that is put in as a dead letter is handed out under its own id and group', () => {
    const { queue } = queueOf();
    queue.add({ group: 'A', body: 'a', id: 'of old' });

    expect(queue.receive(1)).toMatchObject([
      { messageId: 'of old', body: 'a', attributes: { MessageGroupId: 'A', ApproximateReceiveCount: '1' } },
    ]);
  });
});

describe('a deduplication id', () => {
  test('lets one message in within five minutes, also when that was removed', async () => {
    const { clock, queue, send } = queueOf();
    await send('a', { once: 'id' });
    for (const record of queue.receive(1)) queue.remove(record);
    clock.pass(5 * MINUTE - 1);
    await send('b', { once: 'id' });
    const within = queue.bodies();
    clock.pass(1);
    await send('c', { once: 'id' });

    expect([within, queue.bodies()]).toEqual([[], ['c']]);
  });

  test('counts the five minutes from the message that it let in', async () => {
    const { clock, queue, send } = queueOf();
    await send('a', { once: 'id' });
    clock.pass(4 * MINUTE);
    await send('b', { once: 'id' });
    clock.pass(MINUTE);
    await send('c', { once: 'id' });

    expect(queue.bodies()).toEqual(['a', 'c']);
  });

  test('announces a message that it lets in, and no other', async () => {
    const { announced, send } = queueOf();
    await send('a', { once: 'id' });
    await send('b', { once: 'id' });

    expect(announced()).toBe(1);
  });
});

test('a message that gets lost was sent for all that its sender knows, and cannot be sent again at once', async () => {
  const { queue, send } = queueOf();
  queue.loseNext();
  await expect(send('a')).resolves.toMatchObject({ MessageId: expect.any(String) });
  await send('a');
  await send('b');

  expect(queue.bodies()).toEqual(['b']);
});

test('sequence numbers rise', async () => {
  const { queue, send } = queueOf();
  for (const body of ['a', 'b', 'c']) await send(body);
  const numbers = queue.receive(3).map(({ attributes }) => BigInt(attributes.SequenceNumber ?? '0'));

  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => (a < b ? -1 : 1)));
  expect(numbers).toHaveLength(3);
});
