import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { generateEvents } from '../../local/event-generator.ts';
import { ask, streamOf, tick } from '../support/embedded.ts';
import { hookReceiver } from '../support/hook-receiver.ts';
import { START } from '../support/manual-clock.ts';

const EVENTS = generateEvents({ seed: 9, startAt: START, intervalMs: 10 }).take(30).toArray();
const SECRET = 'a-secret-of-the-hook';

interface Told {
  readonly uuid: string;
  readonly eventType: string;
  readonly outcome: { readonly reason: string };
  readonly target: readonly [{ readonly id: string }];
}

let run: EmbeddedRun;
let hook: Awaited<ReturnType<typeof hookReceiver>>;
let splunk: LogStream;
let told: Told;

/** The target of one stream fails twice with its own words; then one tick passes. */
beforeAll(async () => {
  hook = await hookReceiver();
  run = await startEmbeddedRun({ schedules: 'ignore', eventHook: { url: hook.url, secret: SECRET } });
  run.hec.behave({ kind: 'fail', status: 503, code: 9 });
  run.org.simulated?.persist(EVENTS);
  await tick(run);
  await tick(run);
  splunk = await streamOf(run, 'splunk_cloud_logstreaming');
  const { body } = await ask(run, 'GET', '/api/v1/logs');
  [told] = body as [Told];
}, 90_000);

afterAll(async () => {
  await run.stop();
  await hook.stop();
});

const REASON = 'Splunk cannot take events now (HTTP 503, code 9: Server is busy)';

describe('a deactivation by the deliverer shows within one tick', () => {
  test('on the stream, with the answer of its target as reason', async () => {
    const { body } = await ask(run, 'GET', `/api/v1/logStreams/${splunk.id}`);

    expect(body).toMatchObject({
      status: 'INACTIVE',
      deactivation: { code: 'TARGET_UNAVAILABLE', message: REASON, attempts: 2 },
    });
  });

  test('in GET /api/v1/logs', () => {
    expect(told).toMatchObject({
      eventType: 'system.log_stream.lifecycle.deactivate',
      outcome: { result: 'SUCCESS', reason: REASON },
      target: [{ id: splunk.id, displayName: 'Splunk Cloud' }],
    });
  });

  test('on the lifecycle bus, and at the target of the other stream, and nowhere twice', () => {
    const places = run.destinations.lifecycleEvents.map(({ at, text }) => [at, JSON.parse(text) as unknown]);

    expect(places.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      [expect.stringMatching(/:event-bus\/okta-log-events$/), told],
      [expect.stringMatching(/:event-bus\/okta-log-streaming-lifecycle$/), told],
    ]);
  });

  test('at the hook, which was asked first whether it wants it', () => {
    expect(hook.requests).toEqual([
      { method: 'GET', authorization: SECRET, body: undefined },
      {
        method: 'POST',
        authorization: SECRET,
        body: expect.objectContaining({
          eventType: 'com.okta.event_hook',
          eventId: told.uuid,
          data: { events: [told] },
        }),
      },
    ]);
  });
});

test('an activation is told to the same places, and now also to none that is INACTIVE', async () => {
  run.hec.behave({ kind: 'healthy' });
  const before = run.destinations.lifecycleEvents.length;

  await ask(run, 'POST', `/api/v1/logStreams/${splunk.id}/lifecycle/activate`);
  await run.settled();
  await tick(run);

  const places = run.destinations.lifecycleEvents.slice(before).map(({ at, text }) => {
    const { eventType } = JSON.parse(text) as Told;
    return `${eventType.split('.').at(-1)} at ${at.split('/').at(-1)}`;
  });
  expect(places.toSorted((a, b) => a.localeCompare(b))).toEqual([
    'activate at okta-log-events',
    'activate at okta-log-streaming-lifecycle',
  ]);
  expect(hook.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
});

test('no secret is in anything that was told', async () => {
  const { body } = await ask(run, 'GET', '/api/v1/logs');
  const everything = JSON.stringify([
    body,
    hook.requests.map((request) => request.body),
    run.destinations.lifecycleEvents,
  ]);

  expect([SECRET, run.api.token ?? '', run.org.apiToken].filter((secret) => everything.includes(secret))).toEqual([]);
});
