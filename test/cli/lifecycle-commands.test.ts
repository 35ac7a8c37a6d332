import { afterEach, describe, expect, test } from '@jest/globals';
import { oktaShapedApi } from '../support/okta-shaped-api.ts';
import { streamsWorld, type WorldOptions } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start(options: WorldOptions = {}) {
  const api = await oktaShapedApi();
  cleanUp.push(api.stop);
  const { run, questions } = streamsWorld(options);
  api.addStream({
    id: '0oa1',
    name: 'Security \u001B[2J',
    status: 'INACTIVE',
    delivery: { events: 9, undeliverable: 0, backlog: 0, lastPublished: '2026-02-28T12:00:00.000Z' },
  });
  const writes = () =>
    api.requests.filter(({ method }) => method !== 'GET').map(({ method, target }) => `${method} ${target}`);
  return { api, questions, writes, run: (...argv: readonly string[]) => run(...argv, '--endpoint', api.url) };
}

const ACTIVATE = 'POST /api/v1/logStreams/0oa1/lifecycle/activate';

describe('activate', () => {
  test('resumes without asking and shows the stream as it is then', async () => {
    const { questions, writes, run } = await start();

    const { exitCode, stdout } = await run('activate', '0oa1');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/status +ACTIVE\n/);
    expect(writes()).toEqual([ACTIVATE]);
    expect(questions).toEqual([]);
  });

  test.each([
    ['resume', ''],
    ['2026-02-28T11:00:00Z', '?startFrom=2026-02-28T11%3A00%3A00.000Z'],
    ['2d', '?startFrom=2026-02-27T00%3A00%3A00.000Z'],
  ])('from %s, which skips nothing, does not ask', async (from, query) => {
    const { questions, writes, run } = await start();

    expect(await run('activate', '0oa1', '--from', from)).toMatchObject({ exitCode: 0 });
    expect(writes()).toEqual([`${ACTIVATE}${query}`]);
    expect(questions).toEqual([]);
  });

  test.each([
    ['now', 'startFrom=now', 'before now'],
    ['1h', 'startFrom=2026-02-28T23%3A00%3A00.000Z', 'before 2026-02-28T23:00:00.000Z'],
  ])('from %s asks, because it skips events', async (from, query, until) => {
    const { questions, writes, run } = await start({ agrees: true });

    expect(await run('activate', '0oa1', '--from', from)).toMatchObject({ exitCode: 0 });
    expect(questions).toEqual([
      `Skip every event after 2026-02-28T12:00:00.000Z and ${until} for "Security \\u{1b}[2J" (0oa1)?`,
    ]);
    expect(writes()).toEqual([`${ACTIVATE}?${query}`]);
  });

  test('does nothing when the answer is no', async () => {
    const { writes, run } = await start({ agrees: false });

    expect(await run('activate', '0oa1', '--from', 'now')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'NOT_CONFIRMED: nothing was done\n',
    });
    expect(writes()).toEqual([]);
  });

  test('does nothing where nobody can be asked', async () => {
    const { writes, run } = await start({ stdin: 'y\n' });

    expect(await run('activate', '0oa1', '--from', 'now')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--yes'),
    });
    expect(writes()).toEqual([]);
  });

  test('with --yes does not ask', async () => {
    const { questions, writes, run } = await start({ stdin: '' });

    expect(await run('activate', '0oa1', '--from', 'now', '--yes')).toMatchObject({ exitCode: 0 });
    expect(questions).toEqual([]);
    expect(writes()).toEqual([`${ACTIVATE}?startFrom=now`]);
  });

  test('refuses a start that is no time', async () => {
    const { api, run } = await start();

    expect(await run('activate', '0oa1', '--from', 'yesterday')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^USAGE: --from must be .*; got "yesterday"\n$/),
    });
    expect(api.requests).toEqual([]);
  });
});

test('deactivate does not ask, and shows the stream as it is then', async () => {
  const { api, questions, run } = await start();
  api.addStream({ id: '0oa2' });

  const { exitCode, stdout } = await run('deactivate', '0oa2', '--json');

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ id: '0oa2', status: 'INACTIVE' });
  expect(questions).toEqual([]);
});

describe('delete', () => {
  test('asks by the name of the stream', async () => {
    const { api, questions, run } = await start({ agrees: true });

    expect(await run('delete', '0oa1')).toEqual({ exitCode: 0, stdout: 'Deleted 0oa1.\n', stderr: '' });
    expect(questions).toEqual(['Delete log stream "Security \\u{1b}[2J" (0oa1) and where it stands in the log?']);
    expect([...api.streams.keys()]).toEqual([]);
  });

  test.each<[string, WorldOptions, number]>([
    ['the answer is no', { agrees: false }, 1],
    ['nobody can be asked', { stdin: 'yes\n' }, 2],
  ])('leaves the stream when %s', async (_when, options, exitCode) => {
    const { api, run } = await start(options);

    expect(await run('delete', '0oa1')).toMatchObject({ exitCode, stdout: '' });
    expect([...api.streams.keys()]).toEqual(['0oa1']);
  });

  test('with --yes asks nobody, and nothing but that of the API', async () => {
    const { api, questions, run } = await start({ stdin: '' });
    const { exitCode, stdout } = await run('delete', '0oa1', '--yes', '--json');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ id: '0oa1', deleted: true });
    expect(api.requests.map(({ method }) => method)).toEqual(['DELETE']);
    expect(questions).toEqual([]);
  });
});

describe('verify', () => {
  test('tells that the target accepted a test event', async () => {
    const { writes, run } = await start();

    expect(await run('verify', '0oa1')).toEqual({
      exitCode: 0,
      stdout: 'The target accepted test event event-1.\n',
      stderr: '',
    });
    expect(writes()).toEqual(['POST /api/v1/logStreams/0oa1/lifecycle/verify']);
  });

  const refused = { status: 'FAILED', eventId: 'event-1', code: 'TARGET_REJECTED', message: 'Invalid\u0007 token' };

  test('fails with what the target answered', async () => {
    const { api, run } = await start();
    api.verifies(refused);

    expect(await run('verify', '0oa1')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'TARGET_REJECTED: Invalid\\u{7} token\n',
    });
  });

  test('with --json shows what the API answers, and fails all the same', async () => {
    const { api, run } = await start();
    api.verifies(refused);
    const { exitCode, stdout, stderr } = await run('verify', '0oa1', '--json');

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual(refused);
    expect(JSON.parse(stderr)).toMatchObject({ code: 'TARGET_REJECTED' });
  });

  test('fails when the answer says neither', async () => {
    const { api, run } = await start();
    api.verifies({ status: 'MAYBE' });

    expect(await run('verify', '0oa1')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('VERIFICATION_FAILED'),
    });
  });
});
