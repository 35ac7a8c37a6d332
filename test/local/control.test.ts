import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entry } from '../../lambdas/core/journal.ts';
import { type Control, startControl } from '../../local/control.ts';
import { startLoopbackServer } from '../../local/emulators/loopback-server.ts';
import { logStream } from '../support/log-streams.ts';
import { START } from '../support/manual-clock.ts';
import { type MemoryStreams, memoryStreams } from '../support/memory-streams.ts';
import { summaryOf } from '../support/summaries.ts';

const SUMMARY = summaryOf([{ accepted: 5 }], { served: 9, elapsedSeconds: 1.5 });

let streams: MemoryStreams;
let told: unknown[];
let journal: Entry[];
let control: Control;

const start = (port = 0): Promise<Control> =>
  startControl({
    run: {
      streams,
      hec: { behave: (behaviour) => void told.push(['splunk', behaviour]) },
      aws: { eventBridge: { behave: (behaviour) => void told.push(['eventbridge', behaviour]) } },
    },
    look: async () => SUMMARY,
    journal: (entry) => void journal.push(entry),
    now: () => START,
    port,
  });

beforeEach(async () => {
  streams = memoryStreams(logStream({ id: '0oaA' }), logStream({ id: '0oaB', status: 'INACTIVE' }));
  told = [];
  journal = [];
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

  test('activates and deactivates a stream, and says so', async () => {
    expect(await ask('/api/v1/logStreams/0oaB/lifecycle/activate')).toEqual({ status: 200, body: {} });
    expect(await ask('/api/v1/logStreams/0oaA/lifecycle/deactivate')).toEqual({ status: 200, body: {} });

    expect([streams.peek('0oaA').status, streams.peek('0oaB').status]).toEqual(['INACTIVE', 'ACTIVE']);
    expect(journal).toEqual([
      expect.objectContaining({ what: 'activated', streamId: '0oaB' }),
      expect.objectContaining({ what: 'deactivated', streamId: '0oaA' }),
    ]);
  });

  test.each([
    ['POST', '/splunk/sing', 400, 'a target can be told healthy, fail, hang, throttle, refuse; got "sing"'],
    [
      'POST',
      '/splunk/constructor',
      400,
      'a target can be told healthy, fail, hang, throttle, refuse; got "constructor"',
    ],
    ['POST', '/api/v1/logStreams/0oaC/lifecycle/activate', 404, 'there is no log stream with id "0oaC"'],
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
      run: { streams, hec: { behave: () => undefined }, aws: { eventBridge: { behave: () => undefined } } },
      look: () => Promise.reject(new Error('no table')),
      journal: () => undefined,
      now: () => START,
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
