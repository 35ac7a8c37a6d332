import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalQueues, startLocalQueues } from '../support/local-queues.ts';

let folder: string;
let queues: LocalQueues;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'queues-'));
  queues = await startLocalQueues(folder);
});

afterEach(async () => {
  await queues.stop();
  rmSync(folder, { recursive: true });
});

const receive = async (QueueUrl: string, WaitTimeSeconds = 0): Promise<Message | undefined> => {
  const { Messages = [] } = await queues.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MessageSystemAttributeNames: ['SequenceNumber'] }),
  );
  return Messages[0];
};

describe('the queues of the embedded run', () => {
  test('tell what can be received now and what was, over all of them', async () => {
    const [first, second] = [await queues.create('first'), await queues.create('second')];
    await queues.put(first, 'a');
    await queues.put(first, 'b');
    await queues.put(second, 'c');
    expect(await queues.messages()).toEqual({ ready: 3, received: [] });

    const received = await receive(first);

    expect(await queues.messages()).toEqual({ ready: 2, received: [received?.MessageId] });
  });

  test('do not count what stands behind a received message of its group', async () => {
    const queue = await queues.create('events.fifo');
    const id = await queues.put(queue, '1', 'A');
    await queues.put(queue, '2', 'A');
    await receive(queue);
    expect(await queues.messages()).toEqual({ ready: 0, received: [id] });

    await queues.put(queue, '1', 'B');

    expect(await queues.messages()).toEqual({ ready: 1, received: [id] });
  });

  test('forget what was deleted', async () => {
    const queue = await queues.create('events');
    await queues.put(queue, 'a');

    const message = await receive(queue);
    const ReceiptHandle = message?.ReceiptHandle;
    await queues.sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));

    expect(await queues.messages()).toEqual({ ready: 0, received: [] });
  });

  test.each([['events'], ['events.fifo']])('hand out again what nobody finished with: %s', async (name) => {
    const queue = await queues.create(name);
    const id = await queues.put(queue, 'a', name.endsWith('.fifo') ? 'A' : undefined);
    await receive(queue);
    await queues.stop();
    queues = await startLocalQueues(folder);
    const kept = await queues.create(name);
    expect(await queues.messages()).toEqual({ ready: 0, received: [id] });

    await queues.endVisibilityTimeouts();

    expect((await receive(kept, 20))?.MessageId).toBe(id);
  });

  test('hand it out at once when they keep nothing', async () => {
    const forgetful = await startLocalQueues();
    const queue = await forgetful.create('events.fifo');
    await forgetful.put(queue, 'a', 'A');
    await forgetful.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue }));

    await forgetful.endVisibilityTimeouts();

    expect(await forgetful.messages()).toEqual({ ready: 1, received: [] });
    await forgetful.stop();
  });

  test('hand out again only what is due', async () => {
    const forgetful = await startLocalQueues();
    const queue = await forgetful.create('events.fifo');
    await forgetful.put(queue, 'a', 'A');
    const due = await forgetful.put(queue, 'b', 'B');
    const received = new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 });
    await forgetful.sqs.send(received);

    await forgetful.endVisibilityTimeouts((id) => id === due);

    const { Messages = [] } = await forgetful.sqs.send(received);
    expect(Messages.map(({ MessageId }) => MessageId)).toEqual([due]);
    await forgetful.stop();
  });

  test('keep their messages in their folder, received or not', async () => {
    const queue = await queues.create('events.fifo');
    const received = await queues.put(queue, '1', 'A');
    await queues.put(queue, '2', 'B');
    await receive(queue);
    await queues.stop();

    queues = await startLocalQueues(folder);

    expect(await queues.messages()).toEqual({ ready: 1, received: [received] });
  });

  test('never give a sequence number again, over any number of restarts', async () => {
    const queue = await queues.create('events.fifo');
    await queues.put(queue, '1', 'A');
    const before = await receive(queue);
    for (let restart = 0; restart < 2; restart += 1) {
      await queues.stop();
      queues = await startLocalQueues(folder);
    }

    const again = await queues.create('events.fifo');
    await queues.put(again, '1', 'B');
    const after = await receive(again);

    expect(Number(after?.Attributes?.['SequenceNumber'])).toBeGreaterThan(
      Number(before?.Attributes?.['SequenceNumber']),
    );
  });
});
