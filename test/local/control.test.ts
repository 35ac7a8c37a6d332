import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Control, startControl } from '../../local/control.ts';
import { startLoopbackServer } from '../../local/emulators/loopback-server.ts';
import { summaryOf } from '../support/summaries.ts';

const SUMMARY = summaryOf([{ accepted: 5 }], { served: 9, elapsedSeconds: 1.5 });

let told: unknown[];
let control: Control;

const start = (port = 0): Promise<Control> =>
  startControl({
    run: {
      hec: { behave: (behaviour) => void told.push(['splunk', behaviour]) },
      aws: {
        eventBridge: {
          behave: (behaviour) => void told.push(['eventbridge', behaviour]),
          addBus: (name) => void told.push(['bus', name]),
        },
      },
    },
    look: async () => SUMMARY,
    port,
  });

beforeEach(async () => {
  told = [];
  control = await start();
});

afterEach(async () => {
  await control.stop();
});

const ask = async (path: string, method = 'POST') => {
  const response = await fetch(`${control.url}${path}`, { method });
  return { status: response.status, body: await response.json() };
};

describe('the control of a run', () => {
  test('tells the state as JSON', async () => {
    expect(await ask('/', 'GET')).toEqual({ status: 200, body: SUMMARY });
  });

  test.each([
    ['/splunk/healthy', ['splunk', { kind: 'healthy' }]],
    ['/splunk/fail', ['splunk', { kind: 'fail', status: 503, code: 9 }]],
    ['/splunk/hang', ['splunk', { kind: 'hang' }]],
    ['/splunk/throttle', ['splunk', { kind: 'throttle' }]],
    ['/splunk/refuse', ['splunk', { kind: 'refuse-token' }]],
    ['/eventbridge/healthy', ['eventbridge', { kind: 'healthy' }]],
    ['/eventbridge/fail', ['eventbridge', { kind: 'fail' }]],
    ['/eventbridge/hang', ['eventbridge', { kind: 'hang' }]],
    ['/eventbridge/throttle', ['eventbridge', { kind: 'throttle' }]],
    ['/eventbridge/refuse', ['eventbridge', { kind: 'deny-entries' }]],
  ])('makes a target behave with %s', async (path, behaviour) => {
    expect(await ask(path)).toEqual({ status: 200, body: {} });
    expect(told).toEqual([behaviour]);
  });

  test('makes a bus to which a stream can be created', async () => {
    expect(await ask('/eventbridge/buses/okta-log-events')).toEqual({ status: 200, body: {} });
    expect(told).toEqual([['bus', 'okta-log-events']]);
  });

  test.each([
    ['POST', '/splunk/sing', 400, 'a target can be told healthy, fail, hang, throttle, refuse; got "sing"'],
    [
      'POST',
      '/splunk/constructor',
      400,
      'a target can be told healthy, fail, hang, throttle, refuse; got "constructor"',
    ],
    ['POST', '/eventbridge/buses/a%20b', 404, 'there is nothing at POST /eventbridge/buses/a%20b'],
    ['GET', '/splunk/fail', 404, 'there is nothing at GET /splunk/fail'],
    ['POST', '/', 404, 'there is nothing at POST /'],
    ['POST', '/splunk/', 404, 'there is nothing at POST /splunk/'],
  ])('answers %s %s with %d: %s', async (method, path, status, error) => {
    const answer = await ask(path, method);

    expect(answer).toEqual({ status, body: expect.objectContaining({ error }) });
    expect(told).toEqual([]);
  });

  test('answers 500 when the state cannot be read', async () => {
    const broken = await startControl({
      run: {
        hec: { behave: () => undefined },
        aws: { eventBridge: { behave: () => undefined, addBus: () => undefined } },
      },
      look: () => Promise.reject(new Error('no table')),
      port: 0,
    });

    const response = await fetch(broken.url);

    expect([response.status, await response.json()]).toEqual([500, { code: 'UNEXPECTED', error: 'no table' }]);
    await broken.stop();
  });

  test('takes another port when its own is taken', async () => {
    const other = await startLoopbackServer(async () => undefined);
    const second = await start(Number(new URL(other.url).port));

    expect(second.url).not.toBe(other.url);
    expect((await fetch(second.url)).status).toBe(200);
    await second.stop();
    await other.stop();
  });
});
