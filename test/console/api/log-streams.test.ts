import { describe, expect, test } from '@jest/globals';
import type { Answer, ConsoleApi } from '../../../console/api/console-api.ts';
import { activateStream, deleteStream, listStreams, verifyStream } from '../../../console/api/log-streams.ts';
import { parseEntry } from '../../../console/api/lifecycle-log.ts';
import { readPolling } from '../../../console/api/polling.ts';
import { ApiError } from '../../../console/api/api-failure.ts';
import { streamReply } from '../../support/stream-replies.ts';

function answering(...answers: readonly (Answer | Error)[]): ConsoleApi & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const queue = [...answers];
  return {
    asked,
    ask(method, target) {
      asked.push(`${method} ${target}`);
      const answer = queue.shift() ?? { body: undefined };
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

describe('the list of streams', () => {
  test('is read page after page', async () => {
    const api = answering(
      { body: [streamReply({ id: 'A' }).json], next: '/api/v1/logStreams?after=A' },
      { body: [streamReply({ id: 'B' }).json] },
    );

    expect((await listStreams(api)).map(({ id }) => id)).toEqual(['A', 'B']);
    expect(api.asked).toEqual(['GET /api/v1/logStreams?limit=200', 'GET /api/v1/logStreams?after=A']);
  });

  test('ends where its pages lead round in a circle', async () => {
    const page = { body: [], next: '/api/v1/logStreams?after=A' };
    const api = answering(page, page, page, page);

    await listStreams(api);

    expect(api.asked).toHaveLength(2);
  });

  test.each([[{}], [null], [[{ id: 'A' }]], [['x']]])('fails when it is none: %j', async (body) => {
    await expect(listStreams(answering({ body }))).rejects.toMatchObject({
      failure: { code: 'API_ANSWER_INVALID' },
    });
  });
});

test.each([
  ['resume', 'POST /api/v1/logStreams/A/lifecycle/activate'],
  ['now', 'POST /api/v1/logStreams/A/lifecycle/activate?startFrom=now'],
  ['2026-03-01T00:00:00.000Z', 'POST /api/v1/logStreams/A/lifecycle/activate?startFrom=2026-03-01T00%3A00%3A00.000Z'],
])('a start from %s is asked for as %s', async (start, request) => {
  const api = answering();

  await activateStream(api, 'A', start);

  expect(api.asked).toEqual([request]);
});

test('an id cannot lead to something other than a stream', async () => {
  const api = answering();

  await deleteStream(api, '../users?x#y');

  expect(api.asked).toEqual(['DELETE /api/v1/logStreams/..%2Fusers%3Fx%23y']);
});

test.each([
  [{ status: 'ACCEPTED', eventId: 'x' }, { status: 'ACCEPTED' }],
  [
    { status: 'FAILED', code: 'TARGET_TIMEOUT', message: 'no answer' },
    { status: 'FAILED', code: 'TARGET_TIMEOUT', message: 'no answer' },
  ],
  [{ status: 'FAILED' }, { status: 'FAILED', code: 'VERIFICATION_FAILED', message: 'no reason given' }],
  [undefined, { status: 'FAILED', code: 'VERIFICATION_FAILED', message: 'no reason given' }],
])('a verification that answers %j is %j', async (body, verification) => {
  expect(await verifyStream(answering({ body }), 'A')).toEqual(verification);
});

describe('how polling goes', () => {
  test('is told as far as the API tells', async () => {
    const rateLimit = { limit: 120, remaining: 100, share: 60, used: 12, resetAt: '2026-03-01T00:01:00.000Z' };

    expect(await readPolling(answering({ body: { lastPollAt: '2026-03-01T00:00:00.000Z', rateLimit } }))).toEqual({
      lastPollAt: '2026-03-01T00:00:00.000Z',
      caughtUpAt: undefined,
      holdUntil: undefined,
      rateLimit,
    });
    expect(await readPolling(answering({ body: {} }))).toMatchObject({ rateLimit: undefined });
  });

  test('is not known where the API does not have it', async () => {
    const unknown = new ApiError({ status: 404, code: 'E0000008', summary: '', causes: [] });

    expect(await readPolling(answering(unknown))).toBeUndefined();
  });

  test('fails where it cannot be had', async () => {
    const broken = new ApiError({ status: 500, code: 'E0000009', summary: '', causes: [] });

    await expect(readPolling(answering(broken))).rejects.toBe(broken);
  });
});

describe('an event of the log', () => {
  const EVENT = {
    uuid: 'u',
    published: '2026-03-01T00:00:00.000Z',
    eventType: 'system.log_stream.lifecycle.deactivate',
    displayMessage: 'Log stream deactivated',
    severity: 'WARN',
    actor: { displayName: 'Okta log streaming' },
    outcome: { reason: 'Splunk is busy' },
    target: [{ id: 'A', displayName: 'Splunk' }],
  };

  test('is what happened to which stream, by whom and why', () => {
    expect(parseEntry(EVENT)).toEqual({
      uuid: 'u',
      published: '2026-03-01T00:00:00.000Z',
      action: 'deactivate',
      message: 'Log stream deactivated',
      streamId: 'A',
      streamName: 'Splunk',
      actor: 'Okta log streaming',
      reason: 'Splunk is busy',
      isWarning: true,
    });
  });

  test.each([
    ['of another kind', { ...EVENT, eventType: 'user.session.start' }],
    ['without an id', { ...EVENT, uuid: 1 }],
    ['that is none', null],
    ['that is a text', 'x'],
  ])('%s is left out', (_which, event) => {
    expect(parseEntry(event)).toEqual([]);
  });

  test('may lack everything else', () => {
    const { uuid, published, eventType } = EVENT;

    expect(parseEntry({ uuid, published, eventType, target: null, actor: 'x', outcome: [] })).toMatchObject({
      message: eventType,
      streamName: '',
      actor: '',
      isWarning: false,
    });
  });
});
