import { describe, expect, test } from '@jest/globals';
import { type AdminApi, adminApi } from '../support/admin-api.ts';
import { logEvents } from '../support/events.ts';
import { HOUR, SECOND } from '../support/manual-clock.ts';

const STREAMS = '/api/v1/logStreams';

async function createBus(api: AdminApi, name: string): Promise<string> {
  const settings = { accountId: '123456789012', eventSourceName: name, region: 'eu-west-3' };
  const { body } = await api.ask('POST', STREAMS, { body: { type: 'aws_eventbridge', name, settings } });
  return (body as { readonly id: string }).id;
}

test('a stream tells how delivery goes and why it stopped', async () => {
  const api = await adminApi();
  const id = await createBus(api, 'b');
  api.log.append(...logEvents(2));
  await api.run();
  api.clock.pass(30 * SECOND);
  api.target.plan(id, { kind: 'fail' }, { kind: 'fail' });
  api.log.append(...logEvents(1, 3));
  await api.run();

  const { body } = await api.ask('GET', `${STREAMS}/${id}`);

  expect(body).toMatchObject({
    status: 'INACTIVE',
    _links: { activate: { method: 'POST' } },
    delivery: {
      events: 2,
      undeliverable: 0,
      backlog: 0,
      lastPublished: '2026-03-01T00:00:00.002Z',
      lastDeliveredAt: '2026-03-01T00:00:00.000Z',
    },
    deactivation: { code: 'TARGET_UNAVAILABLE', message: 'the target answered 503', attempts: 2 },
  });
});

const lagOf = async (api: AdminApi, id: string): Promise<unknown> => {
  const { body } = await api.ask('GET', `${STREAMS}/${id}`);
  return (body as { readonly delivery: { readonly lagSeconds?: number } }).delivery.lagSeconds;
};

describe('the lag of a stream', () => {
  test('is none while it has everything, however quiet the org is', async () => {
    const api = await adminApi();
    const id = await createBus(api, 'b');
    api.log.append(...logEvents(2));
    await api.run();
    api.clock.pass(6 * HOUR);
    await api.run();
    api.clock.pass(30 * SECOND);

    const listed = await api.ask('GET', STREAMS);

    expect(await lagOf(api, id)).toBe(0);
    expect(listed.body).toMatchObject([{ delivery: { lagSeconds: 0 } }]);
  });

  test('is the age of the first event of its backlog', async () => {
    const api = await adminApi();
    const id = await createBus(api, 'b');
    await api.run();
    api.log.append(...logEvents(2));
    api.clock.pass(3 * HOUR);
    await api.tick();
    api.clock.pass(30 * SECOND);

    expect(await lagOf(api, id)).toBe(3 * 3600 + 30);
  });

  test('is told by the last time that the end was seen once polling has stopped', async () => {
    const api = await adminApi();
    const id = await createBus(api, 'b');
    await api.run();
    api.clock.pass(2 * HOUR);

    expect(await lagOf(api, id)).toBe(2 * 3600);
  });

  test('is since it was down when it was activated a moment ago', async () => {
    const api = await adminApi();
    const [id] = [await createBus(api, 'b'), await createBus(api, 'c')];
    await api.run();
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`);
    api.clock.pass(2 * HOUR);
    await api.run();
    api.clock.pass(SECOND);
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/activate`);

    expect(await lagOf(api, id)).toBe(2 * 3600 + 1);
  });

  test('is not told while it is INACTIVE', async () => {
    const api = await adminApi();
    const id = await createBus(api, 'b');
    api.log.append(...logEvents(2));
    await api.run();
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`);

    expect(await lagOf(api, id)).toBeUndefined();
  });
});
