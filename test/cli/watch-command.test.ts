import { afterEach, describe, expect, test } from '@jest/globals';
import { envelope, oktaShapedApi } from '../support/okta-shaped-api.ts';
import { streamsWorld, type WorldOptions } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start(options: WorldOptions = {}) {
  const api = await oktaShapedApi({ pageSize: 20 });
  cleanUp.push(api.stop);
  const { run, pauses } = streamsWorld(options);
  const deliver = (id: string, events: number, more: object = {}) =>
    Object.assign(api.streams.get(id) ?? api.addStream({ id }), {
      delivery: { events, undeliverable: 0, backlog: 0, lagSeconds: 3, ...more },
    });
  return { api, pauses, deliver, run: (...argv: readonly string[]) => run('watch', ...argv, '--endpoint', api.url) };
}

describe('watch', () => {
  test('shows each stream again and again, with its rate since the last look', async () => {
    const { deliver, pauses, run } = await start({
      stopAtPause: 3,
      duringPause(number) {
        if (number === 1) deliver('0oa1', 1_050, { backlog: 12 });
        if (number === 2) deliver('0oa2', 7);
      },
    });
    deliver('0oa1', 1_000);

    const { exitCode, stdout, stderr } = await run();

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'at stream status lag rate/s backlog delivered note',
      '2026-03-01T00:00:00.000Z Stream 0oa1 ACTIVE 3 s - 0 1,000',
      '2026-03-01T00:00:05.000Z Stream 0oa1 ACTIVE 3 s 10.0 12 1,050',
      '2026-03-01T00:00:10.000Z Stream 0oa1 ACTIVE 3 s 0.0 12 1,050',
      '2026-03-01T00:00:10.000Z Stream 0oa2 ACTIVE 3 s - 0 7',
      '',
    ]);
    expect(pauses).toEqual([5_000, 5_000, 5_000]);
  });

  test('draws over what it drew before in a terminal, narrower than that', async () => {
    const { deliver, run } = await start({ stopAtPause: 2, isStdoutTerminal: true, columns: 41 });
    deliver('0oa1', 1_000);
    deliver('0oa2', 1_000);

    const [first = '', second = '', ...others] = (await run()).stdout.split('\u001B[3A\u001B[J');

    expect(others).toEqual([]);
    expect(first.split('\n').map((line) => line.length)).toEqual([40, 40, 40, 0]);
    expect(second.split('\n')).toHaveLength(4);
  });

  test('takes no more lines than the terminal has', async () => {
    const { deliver, run } = await start({ stopAtPause: 1, isStdoutTerminal: true, rows: 4 });
    for (const id of ['0oa1', '0oa2', '0oa3', '0oa4', '0oa5']) deliver(id, 1);

    expect((await run()).stdout.split('\n')).toHaveLength(4);
  });

  test('writes one JSON object for each look', async () => {
    const { deliver, run } = await start({ stopAtPause: 2 });
    const stream = deliver('0oa1', 5);

    const lines = (await run('--json', '--interval', '60')).stdout.trimEnd().split('\n');

    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { at: '2026-03-01T00:00:00.000Z', streams: [stream] },
      { at: '2026-03-01T00:01:00.000Z', streams: [stream] },
    ]);
  });

  test('says so and goes on when the API does not answer for a while', async () => {
    const { api, deliver, run } = await start({
      stopAtPause: 3,
      duringPause: (number) =>
        number === 1 && api.prepare({ status: 503, body: envelope('E0000010', 'Service is in read only mode') }),
    });
    deliver('0oa1', 1);

    const { exitCode, stdout, stderr } = await run('--json');

    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(JSON.parse(stderr)).toMatchObject({ code: 'E0000010' });
  });

  test('ends when the credentials are refused', async () => {
    const { api, run } = await start({
      duringPause: () => api.prepare({ status: 403, body: envelope('E0000006', 'You do not have permission') }),
    });

    expect(await run()).toMatchObject({ exitCode: 3, stderr: 'E0000006: You do not have permission\n' });
  });

  test('forges no line for a name that has one in it', async () => {
    const { api, run } = await start({ stopAtPause: 1 });
    api.addStream({ id: '0oa1', name: 'one\ntwo\u001B[9A' });

    expect((await run()).stdout.split('\n')).toHaveLength(3);
  });

  test.each(['0', '0.5', '3601', 'soon', '', '-5'])('refuses to look every "%s" seconds', async (interval) => {
    const { api, run } = await start();

    expect(await run(`--interval=${interval}`)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--interval must be 1 to 3600 seconds'),
    });
    expect(api.requests).toEqual([]);
  });
});
