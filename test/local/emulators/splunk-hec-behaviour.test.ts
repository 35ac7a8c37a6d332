import { afterEach, describe, expect, test } from '@jest/globals';
import type { HecBehaviour, HecRequest } from '../../../local/emulators/splunk-hec.ts';
import { hecEvent as event, splunkHecs } from '../../support/splunk-hecs.ts';

const { startHec, stopAll } = splunkHecs();

afterEach(stopAll);

describe('a collector told to misbehave', () => {
  test.each<[HecBehaviour, number, number]>([
    [{ kind: 'fail', status: 503, code: 9 }, 503, 9],
    [{ kind: 'fail', status: 500, code: 9 }, 500, 9],
    [{ kind: 'throttle' }, 429, 26],
    [{ kind: 'refuse-token' }, 403, 4],
  ])('answers %j without indexing', async (behaviour, status, code) => {
    const { hec, accepted, post } = await startHec();
    hec.behave(behaviour);

    const answer = await post(event('a'));

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
    expect(accepted).toEqual([]);
  });

  test.each([200, 502] as const)('answers %i with HTML without indexing', async (status) => {
    const { hec, accepted, post } = await startHec();
    hec.behave({ kind: 'html', status });

    const answer = await post(event('a'));

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch('text/html');
    expect(accepted).toEqual([]);
  });

  test('redirects to its login page, or where it is told', async () => {
    const { hec, post } = await startHec();
    const location = async (behaviour: HecBehaviour) => {
      hec.behave(behaviour);
      return (await post(event('a'), { redirect: 'manual' })).headers.get('location');
    };

    expect(await location({ kind: 'redirect' })).toBe(`${hec.url}/en-US/account/login`);
    expect(await location({ kind: 'redirect', location: 'http://127.0.0.1:9/' })).toBe('http://127.0.0.1:9/');
  });

  test('never answers, and the client has to give up', async () => {
    const controller = new AbortController();
    const { hec, accepted, post } = await startHec({ onRequest: () => controller.abort() });
    hec.behave({ kind: 'hang' });

    await expect(post(event('a'), { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(accepted).toEqual([]);
    expect(hec.requests).toMatchObject([{ status: 0, objects: 0 }]);
  });

  test('stops while a request hangs', async () => {
    const arrived = Promise.withResolvers<HecRequest>();
    const { hec, post } = await startHec({ onRequest: arrived.resolve });
    hec.behave({ kind: 'hang' });

    const answer = post(event('a'));
    await arrived.promise;
    await hec.stop();

    await expect(answer).rejects.toThrow('fetch failed');
  });

  test('indexes all and breaks the connection: the answer is lost, the events are not', async () => {
    const { hec, accepted, post } = await startHec();
    hec.behave({ kind: 'accept-then-cut' });

    await expect(post(event('a') + event('b'))).rejects.toThrow('fetch failed');
    expect(accepted).toEqual(['a', 'b']);
    expect(hec.requests).toMatchObject([{ status: 0, objects: 2 }]);
  });

  test('refuses the events that match as malformed', async () => {
    const { hec, accepted, post } = await startHec();
    hec.behave({ kind: 'refuse-events', match: (text) => text.includes('"b"') });

    const answer = await post(event('a') + event('b') + event('c'));

    expect(await answer.json()).toEqual({ text: 'Invalid data format', code: 6, 'invalid-event-number': 1 });
    expect(accepted).toEqual(['a']);
  });

  test('misbehaves for the next requests only, and its health does not count as one', async () => {
    const { hec, post } = await startHec();
    hec.behave({ kind: 'fail', status: 503, code: 9, forNext: 2 });
    await fetch(`${hec.url}/services/collector/health`);

    const statuses: number[] = [];
    for (const uuid of ['a', 'b', 'c']) statuses.push((await post(event(uuid))).status);

    expect(statuses).toEqual([503, 503, 200]);
  });

  test('misbehaves until it is told otherwise', async () => {
    const { hec, post } = await startHec();
    hec.behave({ kind: 'throttle' });

    const statuses: number[] = [];
    for (const uuid of ['a', 'b', 'c']) statuses.push((await post(event(uuid))).status);

    expect(statuses).toEqual([429, 429, 429]);
  });

  test('is healthy again as soon as it is told', async () => {
    const { hec, post } = await startHec();
    hec.behave({ kind: 'throttle' });
    hec.behave({ kind: 'healthy' });

    expect((await post(event('a'))).status).toBe(200);
  });
});
