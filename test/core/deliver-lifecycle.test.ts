import { describe, expect, test } from '@jest/globals';
import { deployment, type Deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { MINUTE } from '../support/manual-clock.ts';

/** Something happened to A, and B's target is to hear of it. */
async function announced(prepare: (made: Deployment) => Promise<void> = async () => undefined) {
  const made = await deployment({ streamIds: ['A', 'B'] });
  await prepare(made);
  await made.deactivate('A');
  await made.announce();
  return made;
}

const uuidOf = ({ lifecycleLog }: Deployment): string | undefined => lifecycleLog.events()[0]?.uuid;

describe('a lifecycle event of another stream', () => {
  test('comes behind what was queued before, and moves no position', async () => {
    const made = await announced(async ({ log, tick }) => {
      log.append(...logEvents(2));
      await tick();
    });

    await made.deliverAll();

    expect(made.target.firstAccepted('B')).toEqual(['event-0001', 'event-0002', uuidOf(made)]);
    expect(made.streams.peek('B')).toMatchObject({
      acknowledged: { after: 'event-0002', count: 2 },
      delivered: { events: 3 },
      generation: 0,
    });
  });

  test('leaves the chain whole: what is read later is delivered behind it', async () => {
    const made = await announced();
    await made.deliverAll();
    made.log.append(...logEvents(2));

    await made.run();

    expect(made.target.firstAccepted('B').slice(1)).toEqual(['event-0001', 'event-0002']);
    expect(made.noted('rewound')).toEqual([]);
  });

  test('is not made stale by a rewind', async () => {
    const made = await announced();
    await made.streams.rewind(made.streams.peek('B'), made.clock.now());

    await made.deliverAll();

    expect(made.target.firstAccepted('B')).toEqual([uuidOf(made)]);
  });

  test('says nothing of the lag of the log', async () => {
    const made = await announced();

    await made.deliverAll();

    expect(made.streams.peek('B').delivered.published).toBeUndefined();
  });

  test('deactivates its stream when it fails twice, and is told of in turn', async () => {
    const made = await announced();
    made.target.plan('B', { kind: 'fail' }, { kind: 'fail' });

    await made.deliverAll();

    expect(made.target.offered('B')).toHaveLength(2);
    expect(made.streams.peek('B')).toMatchObject({ status: 'INACTIVE', deactivation: { attempts: 2 } });
    expect(made.streams.peek('B').outbox).toHaveLength(1);
  });

  test('is dropped when its stream is INACTIVE by then', async () => {
    const made = await announced();
    await made.deactivate('B');

    await made.deliverAll();

    expect(made.target.offered('B')).toEqual([]);
    expect(made.noted('message dropped')).toMatchObject([{ streamId: 'B', reason: 'stream inactive' }]);
  });

  test('that is handed out again after it was delivered is not sent again', async () => {
    const made = await announced();
    const [message] = made.queue.receive();
    if (!message || !('lifecycle' in message)) throw new Error('there is no lifecycle message');
    await made.deliverBatchOf(message);

    await made.deliverBatchOf({ ...message, receiveCount: 2 });

    expect(idsOf(made.target.accepted('B'))).toEqual([uuidOf(made)]);
    expect(made.noted('message dropped')).toMatchObject([{ reason: 'already acknowledged' }]);
  });

  test('comes back when the table does not answer, and is then sent again', async () => {
    const made = await announced();
    const acknowledge = () => Promise.reject(new Error('the table does not answer'));
    await made.deliverBatch({ ...made.deliverDeps, streams: { ...made.streams, acknowledge } });
    made.clock.pass(6 * MINUTE);

    await made.deliverAll();

    expect(idsOf(made.target.accepted('B'))).toEqual([uuidOf(made), uuidOf(made)]);
    expect(made.streams.peek('B').delivered.events).toBe(1);
  });

  test('that comes back too often deactivates its stream as internal', async () => {
    const made = await announced();
    const attempt = () => Promise.reject(new Error('our own fault'));
    for (let receives = 0; receives < 5; receives += 1) {
      await made.deliverBatch({ ...made.deliverDeps, target: { attempt } });
      made.clock.pass(6 * MINUTE);
    }

    expect(made.streams.peek('B')).toMatchObject({ status: 'INACTIVE', deactivation: { code: 'INTERNAL' } });
  });

  test('that the target can never take is set aside and harms nothing', async () => {
    const made = await announced();
    made.target.neverTakes(uuidOf(made) ?? '');
    made.log.append(logEvent(1));

    await made.run();

    expect(made.undeliverable.kept('B').map(({ eventId }) => eventId)).toEqual([uuidOf(made)]);
    expect(made.target.firstAccepted('B')).toEqual(['event-0001']);
  });
});
