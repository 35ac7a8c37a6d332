import { describe, expect, test } from '@jest/globals';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvents } from '../support/events.ts';
import { HOUR, MINUTE } from '../support/manual-clock.ts';

async function withLostMessage() {
  const made = await deployment();
  made.log.append(...logEvents(2));
  await made.tick();
  for (const message of made.queue.receive()) made.queue.forget(message);
  return made;
}

describe('a backlog that nobody delivers', () => {
  test('is read again after an hour, when the queue lost the message and no later one exposes it', async () => {
    const { clock, run, target, noted } = await withLostMessage();
    clock.pass(HOUR);

    await run();

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(2)));
    expect(noted('rewound')).toMatchObject([{ streamId: 'A', generation: 1 }]);
  });

  test('is left alone before, because a message may be between two deliveries', async () => {
    const { clock, run, streams } = await withLostMessage();
    clock.pass(HOUR - 1);

    await run();

    expect(streams.peek('A').generation).toBe(0);
  });

  test('is told from a stream that merely has nothing to deliver', async () => {
    const { clock, log, run, streams } = await deployment();
    log.append(...logEvents(2));
    await run();
    clock.pass(2 * HOUR);

    await run();

    expect(streams.peek('A').generation).toBe(0);
  });

  test('is left to whoever changed the stream first', async () => {
    const { clock, tick, pollDeps, streams, deactivate, log } = await withLostMessage();
    clock.pass(HOUR);
    const load: typeof streams.load = async () => {
      const loaded = await streams.load();
      await deactivate('A');
      return loaded;
    };

    await tick({ ...pollDeps, streams: { ...streams, load } });

    expect(streams.peek('A')).toMatchObject({ status: 'INACTIVE', generation: 1 });
    expect(log.requests()).toBe(1);
  });

  test('is exposed at once by the next message of a stream that reads on', async () => {
    const { clock, log, run, target } = await withLostMessage();
    clock.pass(MINUTE);
    log.append(...logEvents(1, 3));

    await run();
    await run();

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(3)));
  });
});
