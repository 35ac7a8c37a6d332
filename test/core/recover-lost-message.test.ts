import { describe, expect, test } from '@jest/globals';
import { recoverLostMessage } from '../../lambdas/core/recover-lost-message.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvents } from '../support/events.ts';

async function withLostMessage() {
  const made = await deployment();
  made.log.append(...logEvents(2));
  await made.tick();
  for (const message of made.queue.receive()) made.queue.forget(message);
  return made;
}

describe('a lost message', () => {
  test.each([[0], [undefined]])(
    'of generation %s rewinds its stream, which reads its events again',
    async (generation) => {
      const { deliverDeps, run, target, noted } = await withLostMessage();

      await recoverLostMessage(deliverDeps, { id: 'm1', streamId: 'A', generation }, 'is a dead letter');
      await run();

      expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(2)));
      expect(noted('rewound')).toEqual([
        { what: 'rewound', streamId: 'A', streamName: 'A', generation: 1, reason: 'message m1 is a dead letter' },
      ]);
    },
  );

  test('of an older generation changes nothing: the stream has been rewound since', async () => {
    const { deliverDeps, deactivate, activate, streams } = await withLostMessage();
    await deactivate('A');
    await activate('A');
    const before = streams.peek('A');

    await recoverLostMessage(deliverDeps, { id: 'm1', streamId: 'A', generation: 0 }, 'is a dead letter');

    expect(streams.peek('A')).toEqual(before);
  });

  test.each([[1], [undefined]])('of generation %s changes nothing of an INACTIVE stream', async (generation) => {
    const { deliverDeps, deactivate, streams } = await withLostMessage();
    await deactivate('A');
    const before = streams.peek('A');

    await recoverLostMessage(deliverDeps, { id: 'm1', streamId: 'A', generation }, 'is a dead letter');

    expect(streams.peek('A')).toEqual(before);
  });

  test('of a deleted stream is forgotten', async () => {
    const { deliverDeps, streams, entries } = await withLostMessage();
    streams.erase('A');
    const before = entries.length;

    await recoverLostMessage(deliverDeps, { id: 'm1', streamId: 'A', generation: 0 }, 'is a dead letter');

    expect(entries).toHaveLength(before);
  });

  test('is left to whoever changed the stream first', async () => {
    const { deliverDeps, streams, deactivate, noted } = await withLostMessage();
    const get: typeof streams.get = async (id) => {
      const stream = await streams.get(id);
      await deactivate('A');
      return stream;
    };

    await recoverLostMessage(
      { ...deliverDeps, streams: { ...streams, get } },
      { id: 'm1', streamId: 'A', generation: 0 },
      '',
    );

    expect(noted('rewound')).toEqual([]);
  });
});
