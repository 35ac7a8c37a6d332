import { describe, expect, test } from '@jest/globals';
import type { EventBridgeEvent } from 'aws-lambda';
import { createEventHookHandler } from '../../lambdas/runtime/create-event-hook-handler.ts';
import { logJournal } from '../../lambdas/runtime/journal.ts';
import { CapturedLogger } from '../support/captured-logger.ts';
import { type FakeHook, fakeHook, HOOK_SECRET } from '../support/fake-hook.ts';
import { happened } from '../support/happened.ts';
import { lambdaContext } from '../support/lambda-invocation.ts';

const detail: Record<string, unknown> = { ...JSON.parse(happened(1).json) };

const envelope = (of: Record<string, unknown>): EventBridgeEvent<'SystemLog', Record<string, unknown>> => ({
  id: 'id-of-eventbridge',
  version: '0',
  account: '123456789012',
  time: '2026-03-01T00:00:00Z',
  region: 'eu-west-1',
  resources: [],
  source: 'okta.com/acme/lifecycle',
  'detail-type': 'SystemLog',
  detail: of,
});

function invoke(of: Record<string, unknown>, hook: ReturnType<typeof fakeHook>) {
  const logger = new CapturedLogger();
  return {
    logger,
    done: createEventHookHandler(hook.deps, logJournal(logger), logger)(envelope(of), lambdaContext()),
  };
}

const sent = (hook: ReturnType<typeof fakeHook>): unknown => JSON.parse(hook.calls.at(-1)?.body ?? '');

describe('the event hook function', () => {
  test('sends the LogEvent within an event of EventBridge under its own id', async () => {
    const hook = fakeHook();

    await invoke(detail, hook).done;

    expect(sent(hook)).toMatchObject({ eventId: happened(1).uuid, data: { events: [detail] } });
  });

  test('sends an event that has no id of its own under that of EventBridge', async () => {
    const hook = fakeHook();

    await invoke({ eventType: 'x' }, hook).done;

    expect(sent(hook)).toMatchObject({ eventId: 'id-of-eventbridge' });
  });

  test('logs what it sent and how often it had to', async () => {
    const hook = fakeHook({ reply: (n) => (n === 2 ? new Response(null, { status: 500 }) : undefined) });

    const { logger, done } = invoke(detail, hook);
    await done;

    expect(logger.lines).toMatchObject([{ level: 'INFO', eventId: happened(1).uuid, requests: 2 }]);
  });

  // Lambda repeats an invocation that fails: a third and a fourth request would follow Okta's one retry.
  test.each([
    ['400', 2, 400],
    ['503 twice', 3, 503],
  ])('is done with an event that the hook answers with %s', async (_replies, requests, status) => {
    const hook = fakeHook({ reply: (n) => (n === 1 ? undefined : new Response(HOOK_SECRET, { status })) });

    const { logger, done } = invoke(detail, hook);

    await expect(done).resolves.toBeUndefined();
    expect(hook.calls).toHaveLength(requests);
    expect(logger.lines).toMatchObject([
      {
        level: 'ERROR',
        message: 'event hook failed',
        eventId: happened(1).uuid,
        detail: expect.stringContaining(`got HTTP ${status}`),
      },
    ]);
    expect(JSON.stringify(logger.lines)).not.toContain('very-secret');
  });

  test('fails when the hook does not say that it wants events, logs it once, without the secret', async () => {
    const hook = fakeHook({ reply: () => new Response(HOOK_SECRET, { status: 400 }) });

    const { logger, done } = invoke(detail, hook);

    await expect(done).rejects.toMatchObject({ code: 'EVENT_HOOK_UNVERIFIED' });
    expect(logger.lines).toMatchObject([{ level: 'ERROR', code: 'EVENT_HOOK_UNVERIFIED' }]);
    expect(JSON.stringify(logger.lines)).not.toContain('very-secret');
  });

  const outOfReach = () => Promise.reject(new Error('it does not answer'));
  test.each<[what: string, broken: (deps: FakeHook['deps']) => FakeHook['deps']]>([
    ['table', (deps) => ({ ...deps, verified: { ...deps.verified, load: outOfReach } })],
    ['secret', (deps) => ({ ...deps, hook: { ...deps.hook, secrets: { read: outOfReach } } })],
  ])('fails when the %s does not answer, so that Lambda invokes it again', async (_what, broken) => {
    const hook = fakeHook();
    const logger = new CapturedLogger();
    const handler = createEventHookHandler(broken(hook.deps), logJournal(logger), logger);

    await expect(handler(envelope(detail), lambdaContext())).rejects.toThrow('it does not answer');

    expect(hook.calls).toEqual([]);
    expect(logger.lines).toMatchObject([{ level: 'ERROR', message: 'invocation failed', code: 'UNEXPECTED' }]);
  });
});
