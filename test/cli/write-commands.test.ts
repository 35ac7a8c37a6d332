import { afterEach, describe, expect, test } from '@jest/globals';
import { envelope, oktaShapedApi } from '../support/okta-shaped-api.ts';
import { streamsWorld, type WorldOptions } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start(options: WorldOptions = {}) {
  const api = await oktaShapedApi();
  cleanUp.push(api.stop);
  const { run, questions } = streamsWorld(options);
  const bodies = () => api.requests.filter(({ body }) => body !== '').map(({ body }): unknown => JSON.parse(body));
  return { api, questions, bodies, run: (...argv: readonly string[]) => run(...argv, '--endpoint', api.url) };
}

const HEC_TOKEN = '11111111-2222-4333-8444-555555555555';
const SPLUNK = ['create', 'splunk', '--name', 'Splunk', '--host', 'acme.splunkcloud.com', '--edition', 'aws'];
const BUS = [
  ...['create', 'eventbridge', '--name', 'Bus', '--account', '123456789012'],
  ...['--event-source-name', 'okta', '--region', 'eu-west-1'],
];

describe('create eventbridge', () => {
  test('creates a stream and shows it', async () => {
    const { bodies, run } = await start();

    const { exitCode, stdout } = await run(...BUS);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^id +0oaNew\nname +Bus\n/);
    expect(bodies()).toEqual([
      {
        type: 'aws_eventbridge',
        name: 'Bus',
        settings: { accountId: '123456789012', eventSourceName: 'okta', region: 'eu-west-1' },
      },
    ]);
  });

  test.each(['--name', '--account', '--event-source-name', '--region'])('needs %s', async (option) => {
    const { api, run } = await start();
    const index = BUS.indexOf(option);

    expect(await run(...BUS.toSpliced(index, 2))).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^USAGE: required option '${option} .*' not specified\n$`)),
    });
    expect(api.requests).toEqual([]);
  });

  test('tells every cause of a refusal on one line', async () => {
    const { api, run } = await start();
    api.prepare({
      status: 400,
      body: envelope('E0000001', 'Api validation failed: name', 'name: taken\n', 'region: no'),
    });

    expect(await run(...BUS)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'E0000001: Api validation failed: name (name: taken\\u{a}; region: no)\n',
    });
  });
});

describe('create splunk', () => {
  test('asks for the token in a terminal', async () => {
    const { bodies, questions, run } = await start({ types: HEC_TOKEN });

    expect(await run(...SPLUNK)).toMatchObject({ exitCode: 0 });
    expect(questions).toEqual(['HEC token:']);
    expect(bodies()).toEqual([
      {
        type: 'splunk_cloud_logstreaming',
        name: 'Splunk',
        settings: { edition: 'aws', host: 'acme.splunkcloud.com', token: HEC_TOKEN },
      },
    ]);
  });

  test('reads the token from standard input elsewhere', async () => {
    const { bodies, questions, run } = await start({ stdin: `${HEC_TOKEN}\n` });

    expect(await run(...SPLUNK)).toMatchObject({ exitCode: 0 });
    expect(questions).toEqual([]);
    expect(bodies()).toMatchObject([{ settings: { token: HEC_TOKEN } }]);
  });

  test.each<[string, WorldOptions]>([
    ['typed', { types: '' }],
    ['given', { stdin: '\n' }],
  ])('asks nothing of the API when none is %s', async (_how, options) => {
    const { api, run } = await start(options);

    expect(await run(...SPLUNK)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^USAGE: HEC token /) });
    expect(api.requests).toEqual([]);
  });

  test('knows the editions', async () => {
    const { run } = await start({ stdin: HEC_TOKEN });
    const { exitCode, stderr } = await run(...SPLUNK.slice(0, -1), 'azure');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('Allowed choices are aws, aws_govcloud, gcp');
  });
});

describe('update', () => {
  const splunkStream = {
    id: '0oaSplunk',
    name: 'Splunk',
    type: 'splunk_cloud_logstreaming',
    settings: { edition: 'aws', host: 'acme.splunkcloud.com' },
  };
  const busStream = {
    id: '0oaBus',
    name: 'Bus',
    settings: { accountId: '123456789012', eventSourceName: 'okta', region: 'eu-west-1' },
  };

  test.each<[readonly string[], object]>([
    [['--name', 'New'], { name: 'New', settings: splunkStream.settings }],
    [
      ['--host', 'new.splunkcloud.com'],
      { name: 'Splunk', settings: { edition: 'aws', host: 'new.splunkcloud.com' } },
    ],
    [['--edition', 'gcp'], { name: 'Splunk', settings: { edition: 'gcp', host: 'acme.splunkcloud.com' } }],
    [['--token'], { name: 'Splunk', settings: { ...splunkStream.settings, token: HEC_TOKEN } }],
  ])('with %j changes that and keeps the rest', async (options, changed) => {
    const { api, bodies, run } = await start({ stdin: HEC_TOKEN });
    api.addStream(splunkStream);

    const { exitCode } = await run('update', '0oaSplunk', ...options);

    expect(exitCode).toBe(0);
    expect(bodies()).toEqual([{ type: 'splunk_cloud_logstreaming', ...changed }]);
    expect(api.requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });

  test('sends the settings of an EventBridge stream as they are, which Okta asks for', async () => {
    const { api, bodies, run } = await start();
    api.addStream(busStream);
    await run('update', '0oaBus', '--name', 'New');

    expect(bodies()).toEqual([{ type: 'aws_eventbridge', name: 'New', settings: busStream.settings }]);
  });

  test.each([[['--host', 'x.splunkcloud.com']], [['--edition', 'gcp']], [['--token']]])(
    'of an EventBridge stream has no %j',
    async (options) => {
      const { api, questions, run } = await start({ types: HEC_TOKEN });
      api.addStream(busStream);

      expect(await run('update', '0oaBus', ...options)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('0oaBus is of type aws_eventbridge'),
      });
      expect(questions).toEqual([]);
      expect(api.requests.map(({ method }) => method)).toEqual(['GET']);
    },
  );

  test('needs something to change', async () => {
    const { api, run } = await start();

    expect(await run('update', '0oaBus')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('nothing to change'),
    });
    expect(api.requests).toEqual([]);
  });
});
