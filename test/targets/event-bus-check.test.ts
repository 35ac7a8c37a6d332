import { describe, expect, test } from '@jest/globals';
import { eventBridgeTarget } from '../../lambdas/targets/eventbridge.ts';
import { logEvents } from '../support/events.ts';
import { awsError, type Fate, fakeEventBridge } from '../support/fake-event-bridge.ts';
import { manualClock, MINUTE } from '../support/manual-clock.ts';
import { eventBridgeStream, ORG_URL } from '../support/target-streams.ts';

const EVENTS = logEvents(3);
const ARN = 'arn:aws:events:eu-west-1:123456789012:event-bus/okta-logs';

/** A target whose bus is described as `answers` says, one after the other, and then exists. */
function targetWith(answers: Fate[]) {
  const clock = manualClock();
  const bridge = fakeEventBridge({ describe: () => answers.shift() });
  const target = eventBridgeTarget({
    client: bridge.client,
    orgUrl: ORG_URL,
    accountId: '123456789012',
    now: clock.now,
  });
  const attempt = (settings = {}, signal = new AbortController().signal) =>
    target.attempt(eventBridgeStream(settings), EVENTS, signal);
  return { clock, bridge, attempt };
}

describe('EventBridge target, before a delivery', () => {
  test('fails the attempt and puts nothing when the bus does not exist', async () => {
    const { bridge, attempt } = targetWith([awsError('ResourceNotFoundException')]);

    const result = await attempt();

    expect(result).toEqual({
      pending: EVENTS,
      undeliverable: [],
      failure: {
        code: 'TARGET_CONFIGURATION',
        message: 'event bus okta-logs does not exist in account 123456789012, region eu-west-1',
      },
    });
    expect(bridge.requests).toEqual([]);
  });

  test('delivers as soon as the bus exists', async () => {
    const { bridge, attempt } = targetWith([awsError('ResourceNotFoundException')]);

    await attempt();
    const second = await attempt();

    expect(second).toEqual({ pending: [], undeliverable: [] });
    expect(bridge.accepted).toHaveLength(3);
  });

  test('asks for each bus once in five minutes', async () => {
    const { clock, bridge, attempt } = targetWith([]);
    const other = { region: 'us-east-1' };

    await attempt();
    clock.pass(5 * MINUTE - 1);
    await attempt();
    await attempt(other);
    expect(bridge.described).toEqual([ARN, ARN.replace('eu-west-1', 'us-east-1')]);

    clock.pass(1);
    await attempt();
    expect(bridge.described).toEqual([ARN, ARN.replace('eu-west-1', 'us-east-1'), ARN]);
  });

  test('notices within five minutes that the bus was deleted', async () => {
    const { clock, attempt } = targetWith([undefined, awsError('ResourceNotFoundException')]);

    await attempt();
    clock.pass(5 * MINUTE);

    expect((await attempt()).failure?.message).toContain('does not exist');
  });

  test.each<[string, Fate, number]>([
    ['a bus that it may not describe', awsError('AccessDeniedException'), 1],
    ['a throttled control plane', awsError('ThrottlingException'), 2],
    ['a control plane that is down', awsError('InternalException', 'oops', 500), 2],
    ['a control plane out of reach', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 2],
  ])('delivers to %s', async (_what, answer, asked) => {
    const { bridge, attempt } = targetWith([answer]);

    const results = [await attempt(), await attempt()];

    expect(results.map(({ pending }) => pending)).toEqual([[], []]);
    expect(bridge.described).toHaveLength(asked);
  });

  test('is a timeout when the time limit of the attempt ends the question', async () => {
    const limit = new AbortController();
    const { bridge, attempt } = targetWith(['hang']);

    const result = attempt({}, limit.signal);
    limit.abort();

    expect((await result).failure?.code).toBe('TARGET_TIMEOUT');
    expect(bridge.requests).toEqual([]);
  });

  test('throws what is our own fault', async () => {
    const { attempt } = targetWith([awsError('ExpiredTokenException')]);

    await expect(attempt()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });
});
