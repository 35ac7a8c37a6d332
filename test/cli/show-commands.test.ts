import { afterEach, describe, expect, test } from '@jest/globals';
import { reasonOfStart } from '../../lambdas/core/chosen-start.ts';
import { oktaShapedApi } from '../support/okta-shaped-api.ts';
import { streamsWorld, type WorldOptions } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start(options: WorldOptions = {}) {
  const api = await oktaShapedApi();
  cleanUp.push(api.stop);
  const { run } = streamsWorld(options);
  return { api, run: (...argv: readonly string[]) => run(...argv, '--endpoint', api.url) };
}

const BUS = {
  id: '0oaBus',
  name: 'Security events',
  delivery: { events: 1_234, undeliverable: 0, backlog: 7, lagSeconds: 3, lastPublished: '2026-02-28T12:00:00.000Z' },
  settings: { accountId: '123456789012', eventSourceName: 'okta-log-events', region: 'eu-west-1' },
};
const SPLUNK = {
  id: '0oaSplunk',
  name: 'Splunk',
  type: 'splunk_cloud_logstreaming',
  status: 'INACTIVE',
  settings: { edition: 'aws', host: 'acme.splunkcloud.com' },
  deactivation: { code: 'TARGET_REJECTED', message: 'Invalid token', at: '2026-02-28T13:00:00.000Z', attempts: 2 },
  possibleGap: {
    at: '2026-02-27T00:00:00.000Z',
    restartedFrom: '2026-02-26T00:00:00.000Z',
    reason: 'cursor refused',
  },
};

describe('list', () => {
  test('shows how every stream is and why it was deactivated', async () => {
    const { api, run } = await start();
    api.addStream(BUS);
    api.addStream(SPLUNK);

    const { exitCode, stdout } = await run('list');

    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'id         name             type                       status    lag  backlog  delivered  note',
      '0oaBus     Security events  aws_eventbridge            ACTIVE    3 s  7        1,234',
      '0oaSplunk  Splunk           splunk_cloud_logstreaming  INACTIVE  -    0        0          TARGET_REJECTED: Invalid token; possible gap from 2026-02-26T00:00:00.000Z',
      '',
    ]);
  });

  test.each([
    ['notes a possible gap of an ACTIVE stream', 'cursor refused', 'possible gap from 2026-02-26T00:00:00.000Z'],
    ['notes no gap that an admin chose', reasonOfStart(new Date('2026-02-26'), '2026-02-25T00:00:00.000Z'), ''],
  ])('%s', async (_title, reason, note) => {
    const { api, run } = await start();
    api.addStream({ ...BUS, possibleGap: { ...SPLUNK.possibleGap, reason } });

    expect((await run('list')).stdout.split('\n')[1]?.split('1,234')[1]?.trim()).toBe(note);
  });

  test('is no wider than the terminal', async () => {
    const { api, run } = await start({ isStdoutTerminal: true, columns: 40 });
    api.addStream(SPLUNK);

    const { stdout } = await run('list');

    expect(stdout.split('\n').map((line) => line.length)).toEqual([40, 40, 0]);
  });

  test('follows the pages to the last', async () => {
    const { api, run } = await start();
    for (const id of ['0oa1', '0oa2', '0oa3', '0oa4', '0oa5']) api.addStream({ id });

    const { stdout } = await run('list', '--json');

    expect(JSON.parse(stdout)).toEqual([...api.streams.values()]);
    expect(api.requests.map(({ target }) => target)).toEqual([
      '/api/v1/logStreams?limit=200',
      '/api/v1/logStreams?limit=200&after=2',
      '/api/v1/logStreams?limit=200&after=4',
    ]);
  });

  test('ends when pages lead round in a circle', async () => {
    const { api, run } = await start();
    const headers = { link: `<${api.url}/api/v1/logStreams?after=1>; rel="next"` };
    api.prepare({ status: 200, body: [], headers }, { status: 200, body: [], headers });

    expect(await run('list')).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^API_ANSWER_INVALID: /) });
  });

  test.each<[readonly string[], string, readonly string[]]>([
    [['--type', 'splunk'], 'type eq "splunk_cloud_logstreaming"', ['0oaSplunk', '0oaOther']],
    [['--type', 'aws_eventbridge'], 'type eq "aws_eventbridge"', ['0oaBus']],
    [['--status', 'INACTIVE'], 'status eq "INACTIVE"', ['0oaSplunk']],
    [['--type', 'splunk', '--status', 'ACTIVE'], 'type eq "splunk_cloud_logstreaming"', ['0oaOther']],
  ])('with %j asks for %s', async (options, filter, ids) => {
    const { api, run } = await start();
    api.addStream(BUS);
    api.addStream(SPLUNK);
    api.addStream({ id: '0oaOther', type: 'splunk_cloud_logstreaming' });

    const { stdout } = await run('list', ...options, '--json');

    expect(JSON.parse(stdout).map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(new URL(api.requests[0]?.target ?? '', api.url).searchParams.get('filter')).toBe(filter);
  });

  test('says that there are none', async () => {
    const { run } = await start();

    expect(await run('list')).toEqual({ exitCode: 0, stdout: 'No log streams.\n', stderr: '' });
    expect(await run('list', '--json')).toMatchObject({ stdout: '[]\n' });
  });

  test('shows a name that would command the terminal as text', async () => {
    const { api, run } = await start();
    api.addStream({ id: '0oa1', name: '\u001B[2J\u001B]0;x\u0007\nINACTIVE' });

    expect((await run('list')).stdout).toContain('\\u{1b}[2J\\u{1b}]0;x\\u{7}\\u{a}INACTIVE');
    expect((await run('list', '--json')).stdout).toMatch(/^[\x20-\x7e\n]+$/);
  });

  test.each<[string, unknown]>([
    ['an object', {}],
    ['streams without a name', [{ id: '0oa1', type: 'aws_eventbridge' }]],
    ['texts', ['0oa1']],
    ['nothing', undefined],
  ])('fails when the API answers %s', async (_what, body) => {
    const { api, run } = await start();
    api.prepare({ status: 200, body });

    expect(await run('list')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^API_ANSWER_INVALID: .+\n$/),
    });
  });
});

describe('get', () => {
  test('shows everything of a stream', async () => {
    const { api, run } = await start();
    api.addStream({ ...SPLUNK, delivery: { ...BUS.delivery, lastDeliveredAt: '2026-02-28T12:00:03.000Z' } });

    const { exitCode, stdout } = await run('get', '0oaSplunk');

    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'id              0oaSplunk',
      'name            Splunk',
      'type            splunk_cloud_logstreaming',
      'status          INACTIVE',
      'edition         aws',
      'host            acme.splunkcloud.com',
      'created         2026-02-01T00:00:00.000Z',
      'last updated    2026-02-01T00:00:00.000Z',
      'delivered       1,234 events, last at 2026-02-28T12:00:03.000Z',
      'last published  2026-02-28T12:00:00.000Z',
      'lag             3 s',
      'backlog         7',
      'undeliverable   0',
      'deactivated     2026-02-28T13:00:00.000Z, TARGET_REJECTED after 2 attempts: Invalid token',
      'possible gap    2026-02-27T00:00:00.000Z, read again from 2026-02-26T00:00:00.000Z: cursor refused',
      '',
    ]);
  });

  test('shows what an admin chose to skip as that, and as no possible gap', async () => {
    const { api, run } = await start();
    const reason = reasonOfStart(new Date('2026-02-26T00:00:00.000Z'), '2026-02-25T00:00:00.000Z');
    api.addStream({ ...BUS, possibleGap: { ...SPLUNK.possibleGap, reason } });

    const { stdout } = await run('get', '0oaBus');

    expect(stdout).toContain(
      'skipped          2026-02-27T00:00:00.000Z: activated to start from 2026-02-26T00:00:00.000Z; ' +
        'what Okta persisted between 2026-02-25T00:00:00.000Z and then is skipped\n',
    );
    expect(stdout).not.toMatch(/possible gap|read again/);
  });

  test('shows the JSON of the API', async () => {
    const { api, run } = await start();
    const stream = api.addStream({ ...BUS, unknown: { to: 'this version' } });

    expect(JSON.parse((await run('get', '0oaBus', '--json')).stdout)).toEqual(stream);
  });

  test('shows a stream of an API that tells nothing beyond Okta', async () => {
    const { api, run } = await start();
    const { delivery: _delivery, ...stream } = api.addStream(BUS);
    api.prepare({ status: 200, body: stream });

    expect(await run('get', '0oaBus')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/\nlag +-\n/),
    });
  });

  test('tells what the API says of one that is not there', async () => {
    const { run } = await start();

    expect(await run('get', '0oaNone')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'E0000007: Not found: Resource not found: (LogStream)\n',
    });
  });

  test('tells it as an object with --json', async () => {
    const { run } = await start();
    const { stdout, stderr } = await run('get', '0oaNone', '--json');

    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toEqual({
      code: 'E0000007',
      message: 'Not found: Resource not found: (LogStream)',
      causes: [],
    });
  });

  test.each(['', '..', '0oa1/lifecycle/activate', '0oa1?x=1', 'Security events'])(
    'asks nothing for "%s", which is no id',
    async (id) => {
      const { api, run } = await start();

      expect(await run('get', id)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringMatching(/^USAGE: ID must be /),
      });
      expect(api.requests).toEqual([]);
    },
  );
});
