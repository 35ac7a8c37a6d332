import { describe, expect, test } from '@jest/globals';
import { ApiError, type ApiFailure } from '../../../console/api/api-failure.ts';
import type { Answer, ConsoleApi } from '../../../console/api/console-api.ts';
import { type Look, looker } from '../../../console/state/look.ts';
import { afterFailure, afterLook, NOTHING_KNOWN } from '../../../console/state/model.ts';
import { store } from '../../../console/state/store.ts';
import { watch } from '../../../console/state/watch.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { streamReply } from '../../support/stream-replies.ts';

const refused = (status: number, waitMs?: number): ApiError =>
  new ApiError({ status, code: `E${status}`, summary: '', causes: [], ...(waitMs !== undefined && { waitMs }) });

/** An API that answers as the routes say, each with its next answer and then the last one again. */
function routed(routes: Readonly<Record<string, readonly (Answer | ApiError)[]>>) {
  const asked: string[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const counts = new Map<string, number>();
  const api: ConsoleApi = {
    async ask(_method, target) {
      asked.push(target);
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await Promise.resolve();
      underWay -= 1;
      const route = Object.keys(routes).find((path) => target.startsWith(path)) ?? '';
      const count = counts.get(route) ?? 0;
      counts.set(route, count + 1);
      const answer = routes[route]?.[count] ?? routes[route]?.at(-1) ?? { body: [] };
      if (answer instanceof ApiError) throw answer;
      return answer;
    },
  };
  return { api, asked, mostUnderWay: () => mostUnderWay };
}

const STREAMS = '/api/v1/logStreams';
const LOGS = '/api/v1/logs';
const POLLING = '/api/v1/meta/polling';

const event = (uuid: string) => ({
  uuid,
  published: '2026-03-01T00:00:00.000Z',
  eventType: 'system.log_stream.lifecycle.create',
});

const lookerOf = (routes: Readonly<Record<string, readonly (Answer | ApiError)[]>>) => {
  const clock = manualClock();
  const { api, asked, mostUnderWay } = routed(routes);
  return { look: looker(api, clock.now), asked, clock, mostUnderWay };
};

describe('a look', () => {
  test('finds the streams, what happened, and how polling goes', async () => {
    const { look } = lookerOf({
      [STREAMS]: [{ body: [streamReply().json] }],
      [LOGS]: [{ body: [event('a')], next: `${LOGS}?after=1` }, { body: [] }],
      [POLLING]: [{ body: {} }],
    });

    const { streams, log, polling } = await look();

    expect(streams.map(({ id }) => id)).toEqual(['0oaA']);
    expect(log).toMatchObject({ entries: [{ uuid: 'a' }] });
    expect(polling).toMatchObject({ found: {} });
  });

  test('goes on in the log where the last one ended', async () => {
    const { look, asked } = lookerOf({
      [LOGS]: [
        { body: [event('a')], next: `${LOGS}?after=1` },
        { body: [], next: `${LOGS}?after=2` },
        { body: [], next: `${LOGS}?after=3` },
      ],
    });

    await look();
    await look();

    expect(asked.filter((target) => target.startsWith(`${LOGS}?`))).toEqual([
      `${LOGS}?limit=1000&since=2026-02-22T00%3A00%3A00.000Z&sortOrder=ASCENDING`,
      `${LOGS}?after=1`,
      `${LOGS}?after=2`,
    ]);
  });

  test('does not ask how polling goes each time', async () => {
    const { look, asked } = lookerOf({});

    for (let looks = 0; looks < 8; looks += 1) await look();

    expect(asked.filter((target) => target === POLLING)).toHaveLength(2);
  });

  test('reads a bounded part of a long log, and the rest at the next look', async () => {
    const { look, asked } = lookerOf({ [LOGS]: [{ body: [event('a')], next: `${LOGS}?after=1` }] });

    await look();

    expect(asked.filter((target) => target.startsWith(LOGS))).toHaveLength(5);
  });

  test('says that the log cannot be had, and shows the streams all the same', async () => {
    const { look } = lookerOf({ [STREAMS]: [{ body: [streamReply().json] }], [LOGS]: [refused(500)] });

    expect(await look()).toMatchObject({ streams: [{ id: '0oaA' }], log: { failure: { code: 'E500' } } });
  });

  test('reads the log from its beginning when its link is not taken any more', async () => {
    const { look, asked } = lookerOf({
      [LOGS]: [{ body: [], next: `${LOGS}?after=1` }, refused(400), { body: [] }],
    });

    for (let looks = 0; looks < 3; looks += 1) await look();

    expect(asked.filter((target) => target.includes('since='))).toHaveLength(2);
  });

  test('that fails ends when all of its requests have, and loses no event that they found', async () => {
    const { look } = lookerOf({
      [STREAMS]: [refused(500), { body: [] }],
      [LOGS]: [{ body: [event('a')], next: `${LOGS}?after=1` }, { body: [] }],
    });

    await expect(look()).rejects.toMatchObject({ failure: { code: 'E500' } });

    expect(await look()).toMatchObject({ log: { entries: [{ uuid: 'a' }] } });
  });
});

describe('watching', () => {
  async function watched(answers: readonly (Look | ApiError)[]) {
    const stop = new AbortController();
    const pauses: number[] = [];
    const failures: [string, number][] = [];
    const shown: Look[] = [];
    const queue = [...answers];
    await watch({
      async look() {
        const answer = queue.shift();
        if (queue.length === 0) stop.abort();
        if (answer instanceof ApiError || !answer) throw answer ?? refused(0);
        return answer;
      },
      onLook: (look) => shown.push(look),
      onFailure: ({ code }: ApiFailure, nextInMs) => failures.push([code, nextInMs]),
      pause(ms) {
        pauses.push(ms);
        return Promise.resolve();
      },
      stopped: stop.signal,
    });
    return { pauses, failures, shown };
  }

  const LOOK: Look = { at: 0, streams: [], log: { entries: [] } };

  test('looks every two seconds', async () => {
    const { pauses, shown } = await watched([LOOK, LOOK, LOOK]);

    expect([pauses, shown.length]).toEqual([[2_000, 2_000, 2_000], 3]);
  });

  test('backs off while looks fail, and not any more when one succeeds', async () => {
    const { pauses, failures } = await watched([LOOK, refused(500), refused(500), LOOK, refused(500)]);

    expect(pauses).toEqual([2_000, 4_000, 8_000, 2_000, 4_000]);
    expect(failures).toEqual([
      ['E500', 4_000],
      ['E500', 8_000],
      ['E500', 4_000],
    ]);
  });

  test('waits as long as the API asks for', async () => {
    expect((await watched([refused(429, 31_000)])).pauses).toEqual([31_000]);
  });
});

describe('what the page knows', () => {
  const look = (at: number, ...streams: readonly ReturnType<typeof streamReply>[]): Look => ({
    at,
    streams,
    log: { entries: [] },
  });
  const active = streamReply();
  const inactive = streamReply({
    status: 'INACTIVE',
    deactivation: { code: 'TARGET_TIMEOUT', message: 'no\u200B answer', at: '', attempts: 2 },
  });

  test('grows with every look', () => {
    const model = afterLook(afterLook(NOTHING_KNOWN, look(0, active)), look(2_000, active));

    expect(model).toMatchObject({ lookedAt: 2_000, timeline: [], failure: undefined });
    expect(model.histories.get('0oaA')).toHaveLength(2);
  });

  test('stays when a look fails, until one succeeds', () => {
    const known = afterLook(NOTHING_KNOWN, look(0, active));

    const failed = afterFailure(known, refused(500).failure, 6_000);

    expect(failed).toMatchObject({ streams: [{ id: '0oaA' }], failure: { nextAt: 6_000 } });
    expect(afterLook(failed, look(8_000, active)).failure).toBeUndefined();
  });

  test('keeps the log that it has when it cannot be read', () => {
    const known = afterLook(NOTHING_KNOWN, look(0, active));

    expect(afterLook(known, { ...look(1, active), log: { failure: refused(500).failure } })).toMatchObject({
      timeline: [],
      timelineFailure: { code: 'E500' },
    });
  });

  test('keeps how polling goes when it was not asked for, and says when it cannot be had', () => {
    const known = afterLook(NOTHING_KNOWN, { ...look(0), polling: { found: { lastPollAt: 'then' } } });

    expect(afterLook(known, look(1)).polling).toEqual({ lastPollAt: 'then' });
    expect(afterLook(known, { ...look(1), polling: { failure: refused(500).failure } })).toMatchObject({
      polling: { lastPollAt: 'then' },
      pollingFailure: { code: 'E500' },
    });
  });

  test('is told to who does not see it when a stream stops, and when it starts', () => {
    const first = afterLook(NOTHING_KNOWN, look(0, active));
    const stopped = afterLook(first, look(1, inactive));

    expect([first.said, stopped.said, afterLook(stopped, look(2, active)).said]).toEqual([
      '',
      'Splunk was deactivated: no[U+200B] answer.',
      'Splunk is active.',
    ]);
  });

  test('is handed to everybody who listens, for as long as they do', () => {
    const source = store({ count: 0 });
    const heard: number[] = [];
    const stop = source.subscribe(() => heard.push(source.get().count));

    source.set(({ count }) => ({ count: count + 1 }));
    stop();
    source.set(({ count }) => ({ count: count + 1 }));

    expect([heard, source.get().count]).toEqual([[1], 2]);
  });
});
