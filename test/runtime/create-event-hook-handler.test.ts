import { describe, expect, test } from '@jest/globals';
import type { EventBridgeEvent } from 'aws-lambda';
import { createEventHookHandler } from '../../lambdas/runtime/create-event-hook-handler.ts';
import { logJournal } from '../../lambdas/runtime/journal.ts';
import { CapturedLogger } from '../support/captured-logger.ts';
import { fakeHook, HOOK_SECRET } from '../support/fake-hook.ts';
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

  test.each([
    ['EVENT_HOOK_UNVERIFIED', 1],
    ['EVENT_HOOK_FAILED', 2],
  ])('fails with %s and logs it once, without the secret', async (code, failing) => {
    const hook = fakeHook({ reply: (n) => (n === failing ? new Response(HOOK_SECRET, { status: 400 }) : undefined) });

    const { logger, done } = invoke(detail, hook);

    await expect(done).rejects.toMatchObject({ code });
    expect(logger.lines).toMatchObject([{ level: 'ERROR', code }]);
    expect(JSON.stringify(logger.lines)).not.toContain('very-secret');
  });
});
