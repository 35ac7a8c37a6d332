import { describe, expect, test } from '@jest/globals';
import { adminApi } from '../support/admin-api.ts';
import { TOKEN } from '../support/stream-requests.ts';

const STREAMS = '/api/v1/logStreams';
const headers = { 'Content-Type': 'application/json' };

/** JSON.parse makes `__proto__` a member like any other; so it must be written as text. */
const splunk = (more: string, settingsMore = ''): string =>
  `{"name":"Splunk","type":"splunk_cloud_logstreaming",${more}"settings":{"edition":"aws",${settingsMore}` +
  `"host":"acme.splunkcloud.com","token":"${TOKEN}"}}`;

/** The prototype of all objects. */
const OF_ALL = Reflect.getPrototypeOf({}) ?? {};

const polluted = (): unknown => Reflect.get({}, 'polluted');

describe('a body with members that every object has', () => {
  test.each([
    ['the prototype', splunk('"__proto__":{"polluted":true},'), '__proto__'],
    ['the constructor', splunk('"constructor":{"prototype":{"polluted":true}},'), 'constructor'],
    ['a function of every object', splunk('"toString":"x",'), 'toString'],
    ['the prototype of its settings', splunk('', '"__proto__":{"polluted":true},'), 'settings.__proto__'],
    ['the constructor of its settings', splunk('', '"constructor":{"polluted":true},'), 'settings.constructor'],
  ])('is refused by their name: %s', async (_what, body, member) => {
    const { ask, streams } = await adminApi();

    const reply = await ask('POST', STREAMS, { body, headers });

    expect(reply).toMatchObject({
      status: 400,
      body: { errorCauses: [{ errorSummary: expect.stringContaining(`${member} is not a member that can be set`) }] },
    });
    expect((await streams.load()).streams).toEqual([]);
    expect(polluted()).toBeUndefined();
  });

  test('takes nothing from a prototype that it lacks itself', async () => {
    const { ask } = await adminApi();
    const values = { name: 'Splunk', type: 'splunk_cloud_logstreaming' };

    const reply = await ask('POST', STREAMS, { body: `{"__proto__":${JSON.stringify(values)}}`, headers });

    expect(reply).toMatchObject({ status: 400 });
    expect(reply.text).toContain('name must be 1 to 100 characters; it is missing');
  });

  test('takes nothing from what another part of the process has put into every prototype', async () => {
    const { ask } = await adminApi();
    Reflect.defineProperty(OF_ALL, 'name', { value: 'planted', configurable: true });
    try {
      const reply = await ask('POST', STREAMS, { body: splunk('').replace('"name":"Splunk",', ''), headers });

      expect(reply.text).toContain('name must be 1 to 100 characters');
    } finally {
      Reflect.deleteProperty(OF_ALL, 'name');
    }
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'is not needed to miss a stream or a schema called %s',
    async (name) => {
      const { ask } = await adminApi();

      expect(await ask('GET', `${STREAMS}/${name}`)).toMatchObject({ status: 404 });
      expect(await ask('GET', `/api/v1/meta/schemas/logStream/${name}`)).toMatchObject({ status: 404 });
    },
  );
});
