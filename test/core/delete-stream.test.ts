import { describe, expect, test } from '@jest/globals';
import { createStream } from '../../lambdas/core/create-stream.ts';
import { deleteStream } from '../../lambdas/core/delete-stream.ts';
import { ADMIN } from '../support/callers.ts';
import { deployment } from '../support/deployment.ts';
import { logEvent, logEvents } from '../support/events.ts';
import { summaryOf } from '../support/lifecycle-events.ts';
import { splunkRequest } from '../support/stream-requests.ts';

describe('deleting a stream', () => {
  test('makes it gone at once, and its name free', async () => {
    const { adminDeps, deactivate, streams } = await deployment();
    const { id } = await createStream(adminDeps, splunkRequest(), ADMIN);
    await deactivate(id);

    await deleteStream(adminDeps, id, ADMIN);

    expect(await streams.get(id)).toBeUndefined();
    await expect(createStream(adminDeps, splunkRequest(), ADMIN)).resolves.toMatchObject({ name: 'Splunk' });
  });

  test('leaves nothing behind when its events are announced: no token, no item', async () => {
    const { adminDeps, deactivate, announce, streams, tokens, lifecycleLog } = await deployment();
    const { id } = await createStream(adminDeps, splunkRequest(), ADMIN);
    await deactivate(id);
    await deleteStream(adminDeps, id, ADMIN);

    await announce();

    expect([...tokens.all]).toEqual([]);
    expect(await streams.load()).toMatchObject({ deleted: [], streams: [{ id: 'A' }] });
    expect(lifecycleLog.events().map(summaryOf)).toEqual([`create ${id}`, `deactivate ${id}`, `delete ${id}`]);
  });

  test('keeps a delivery under way from doing anything more', async () => {
    const { adminDeps, log, tick, deactivate, deliverAll, target, noted } = await deployment();
    log.append(...logEvents(2));
    await tick();
    await deactivate('A');
    await deleteStream(adminDeps, 'A', ADMIN);

    await deliverAll();

    expect(target.offered('A')).toEqual([]);
    expect(noted('message dropped')).toMatchObject([{ reason: 'stream deleted' }]);
  });

  test('is refused while the stream is ACTIVE', async () => {
    const { adminDeps, streams } = await deployment();

    await expect(deleteStream(adminDeps, 'A', ADMIN)).rejects.toMatchObject({ code: 'STREAM_ACTIVE' });
    expect(streams.peek('A').status).toBe('ACTIVE');
  });

  test('is refused when there is no such stream, also one deleted before', async () => {
    const { adminDeps, deactivate } = await deployment();
    await deactivate('A');
    await deleteStream(adminDeps, 'A', ADMIN);

    await expect(deleteStream(adminDeps, 'A', ADMIN)).rejects.toMatchObject({ code: 'STREAM_NOT_FOUND' });
  });

  test('loses to an activation that came in between', async () => {
    const { adminDeps, activate, deactivate, streams } = await deployment();
    await deactivate('A');
    const remove: typeof streams.remove = async (...args) => {
      await activate('A');
      return streams.remove(...args);
    };

    const deleting = deleteStream({ ...adminDeps, streams: { ...streams, remove } }, 'A', ADMIN);

    await expect(deleting).rejects.toMatchObject({ code: 'STREAM_ACTIVE' });
    expect(streams.peek('A').status).toBe('ACTIVE');
  });

  test('leaves the other streams alone', async () => {
    const { adminDeps, log, run, deactivate, target } = await deployment({ streamIds: ['A', 'B'] });
    await deactivate('A');
    await deleteStream(adminDeps, 'A', ADMIN);
    log.append(logEvent(1));

    await run();

    expect(target.firstAccepted('B')).toEqual(['event-0001']);
    expect(target.firstAccepted('A')).toEqual([]);
  });
});
