import { afterEach, describe, expect, test } from '@jest/globals';
import { lifecycleEvent, SYSTEM } from '../../lambdas/core/lifecycle-event.ts';
import { envelope, oktaShapedApi } from '../support/okta-shaped-api.ts';
import { streamsWorld, type WorldOptions } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start(options: WorldOptions = {}) {
  const api = await oktaShapedApi();
  cleanUp.push(api.stop);
  const { run, pauses } = streamsWorld(options);
  return { api, pauses, run: (...argv: readonly string[]) => run('events', ...argv, '--endpoint', api.url) };
}

const event = (number: number, name = 'Security', reason?: string): object =>
  JSON.parse(
    lifecycleEvent(
      'deactivate',
      { id: '0oa1', name, type: 'aws_eventbridge' },
      { caller: SYSTEM, at: new Date(`2026-02-28T12:00:0${number}Z`), uuid: `uuid-${number}`, reason },
    ).json,
  );

const uuidsIn = (stdout: string): unknown[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).uuid);

describe('events', () => {
  test('are shown with what happened to which stream, by whom and why', async () => {
    const { api, run } = await start();
    api.events.push(event(1), event(2, 'Splunk', 'Invalid token'));

    expect(await run()).toEqual({
      exitCode: 0,
      stdout:
        '2026-02-28T12:00:01.000Z  deactivate  Security (0oa1)  by Okta log streaming\n' +
        '2026-02-28T12:00:02.000Z  deactivate  Splunk (0oa1)  by Okta log streaming: Invalid token\n',
      stderr: '',
    });
  });

  test('are all shown, page after page, up to now', async () => {
    const { api, pauses, run } = await start();
    api.events.push(event(1), event(2), event(3));

    const { exitCode, stdout } = await run('--json');

    expect(exitCode).toBe(0);
    expect(uuidsIn(stdout)).toEqual(['uuid-1', 'uuid-2', 'uuid-3']);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toEqual(event(1));
    expect(pauses).toEqual([]);
  });

  test('are said to be none where there are none', async () => {
    const { run } = await start();

    expect(await run()).toEqual({ exitCode: 0, stdout: 'No lifecycle events.\n', stderr: '' });
  });

  test('are no lines of JSON where there are none', async () => {
    const { run } = await start();

    expect(await run('--json')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('are not said to be none behind those that are shown', async () => {
    const { api, run } = await start();
    api.events.push(event(1));

    expect((await run()).stdout).not.toContain('No lifecycle events');
  });

  test('are those of a week, oldest first, if nothing else is said', async () => {
    const { api, run } = await start();
    await run();

    expect(api.requests[0]?.target).toBe(
      '/api/v1/logs?limit=1000&since=2026-02-22T00%3A00%3A00.000Z&sortOrder=ASCENDING',
    );
  });

  test('are those that match, since the time that was given', async () => {
    const { api, run } = await start();
    await run('--since', '2h', '--filter', 'eventType eq "x"');

    expect(api.requests[0]?.target).toContain('since=2026-02-28T22%3A00%3A00.000Z&filter=eventType%20eq%20%22x%22&');
  });

  test('end where the API has no next page', async () => {
    const { api, run } = await start();
    api.prepare({ status: 200, body: [event(1)] });

    expect(await run()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Security') });
  });

  test('whose texts would command the terminal are shown as text', async () => {
    const { api, run } = await start();
    api.events.push(event(1, 'a\u001B[2J\nb', 'c\u009B1m'));

    expect((await run()).stdout).toBe(
      '2026-02-28T12:00:01.000Z  deactivate  a\\u{1b}[2J\\u{a}b (0oa1)  by Okta log streaming: c\\u{9b}1m\n',
    );
    expect((await run('--json')).stdout).toMatch(/^[\x20-\x7e]+\n$/);
  });

  test.each([null, 'text', {}, { target: [null], outcome: [], actor: 7 }])(
    'may be anything, such as %j',
    async (odd) => {
      const { api, run } = await start();
      api.prepare({ status: 200, body: [odd] });

      expect(await run()).toMatchObject({ exitCode: 0, stdout: '-  -           -  by -\n' });
    },
  );

  test('are refused a filter that the API does not know', async () => {
    const { api, run } = await start();
    api.prepare({ status: 400, body: envelope('E0000053', 'Invalid SCIM filter') });

    expect(await run('--filter', 'x')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'E0000053: Invalid SCIM filter\n',
    });
  });
});

describe('events --follow', () => {
  test('goes on with what happens, until it is stopped', async () => {
    const { api, pauses, run } = await start({
      stopAtPause: 3,
      duringPause: (number) => number < 3 && api.events.push(event(2 * number), event(2 * number + 1)),
    });
    api.events.push(event(1));

    const { exitCode, stdout } = await run('--follow', '--json');

    expect(exitCode).toBe(0);
    expect(uuidsIn(stdout)).toEqual(['uuid-1', 'uuid-2', 'uuid-3', 'uuid-4', 'uuid-5']);
    expect(pauses).toEqual([5_000, 5_000, 5_000]);
  });

  test.each([
    ['cannot answer', { status: 503, body: envelope('E0000010', 'Service is in read only mode') }, 'E0000010: '],
    ['answers with a page of a proxy', { status: 502, body: '<html>' }, 'API_ANSWER_INVALID: '],
  ])('says so and goes on when the API %s for a while', async (_what, answer, told) => {
    const { api, run } = await start({
      stopAtPause: 3,
      duringPause(number) {
        if (number === 1) api.prepare(answer);
        if (number === 2) api.events.push(event(1));
      },
    });

    const { exitCode, stdout, stderr } = await run('--follow');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Security');
    expect(stderr).toMatch(new RegExp(`^${told}.*\n$`));
  });

  test.each([
    ['refuses the credentials', { status: 401, body: envelope('E0000011', 'Invalid token provided') }, 3],
    ['refuses the request', { status: 400, body: envelope('E0000001', 'Api validation failed: after') }, 1],
    ['has no next link', { status: 200, body: [] }, 1],
  ])('ends when the API %s', async (_what, answer, exitCode) => {
    const { api, run } = await start({ duringPause: () => api.prepare(answer) });

    expect(await run('--follow')).toMatchObject({ exitCode });
  });

  test('ends at once when even the first request fails', async () => {
    const { api, pauses, run } = await start();
    api.prepare({ status: 503, body: envelope('E0000010', 'Service is in read only mode') });

    expect(await run('--follow')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('E0000010') });
    expect(pauses).toEqual([]);
  });
});
