import { beforeEach, describe, expect, test } from '@jest/globals';
import { type AdminApi, adminApi, API_ORIGIN } from '../support/admin-api.ts';
import { streamsWorld, type WorldOptions } from '../support/streams-world.ts';

/** The deployed function behind the command line, without a network between them. */
let api: AdminApi;

beforeEach(async () => {
  api = await adminApi();
});

/** A command line whose requests the function answers. */
function streams(options: WorldOptions = {}) {
  const ask: typeof fetch = async (url, { method = 'GET', headers, body } = {}) => {
    const sent = Object.fromEntries(new Headers(headers ?? {}));
    const text = typeof body === 'string' ? { body } : {};
    const answer = await api.ask(method, (url as URL).href, { headers: sent, ...text });
    const answered = answer.status === 204 ? null : answer.text;
    return new Response(answered, { status: answer.status, headers: { ...answer.headers } });
  };
  const { run } = streamsWorld({ ...options, overrides: { fetch: ask, now: api.clock.now } });
  return (...argv: readonly string[]) => run(...argv, '--endpoint', API_ORIGIN);
}

const HEC_TOKEN = '11111111-2222-4333-8444-555555555555';
const bus = (name: string) => [
  ...['create', 'eventbridge', '--name', name, '--account', '123456789012'],
  ...['--event-source-name', `okta-${name}`, '--region', 'eu-west-1', '--json'],
];

async function created(...argv: readonly string[]): Promise<{ readonly id: string; readonly status: string }> {
  const { stdout } = await streams({ stdin: HEC_TOKEN })(...argv);
  return JSON.parse(stdout);
}

describe('the admin function takes what the command line sends:', () => {
  test('streams of both types are created and listed', async () => {
    const first = await created(...bus('one'));
    const second = await created(
      ...['create', 'splunk', '--name', 'two', '--host', 'acme.splunkcloud.com', '--edition', 'aws', '--json'],
    );

    const { stdout } = await streams()('list', '--json');

    expect(JSON.parse(stdout)).toEqual([first, second]);
    expect(JSON.parse((await streams()('list', '--type', 'splunk', '--json')).stdout)).toEqual([second]);
  });

  test('a stream is renamed, deactivated, activated and deleted', async () => {
    const run = streams();
    const { id } = await created(...bus('one'));

    const renamed = await run('update', id, '--name', 'another', '--json');
    const stopped = await run('deactivate', id, '--json');
    const started = await run('activate', id, '--from', '1h', '--yes', '--json');
    await run('deactivate', id);
    const removed = await run('delete', id, '--yes');

    expect(JSON.parse(renamed.stdout)).toMatchObject({ id, name: 'another' });
    expect(JSON.parse(stopped.stdout)).toMatchObject({ status: 'INACTIVE', deactivation: { code: 'ADMIN' } });
    expect(JSON.parse(started.stdout)).toMatchObject({ status: 'ACTIVE' });
    expect(removed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await run('get', id)).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^E0000007: /) });
  });

  test('a target is verified', async () => {
    const { id } = await created(...bus('one'));

    expect(await streams()('verify', id)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^The target accepted test event \S+\.\n$/),
    });
  });

  test('a name that is taken is refused in its words', async () => {
    await created(...bus('one'));

    expect(await streams()(...bus('one'))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('E0000001'),
    });
  });

  test('an empty log of lifecycle events has an end', async () => {
    expect(await streams()('events', '--json')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });
});
