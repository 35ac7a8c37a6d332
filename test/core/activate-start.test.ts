import { describe, expect, test } from '@jest/globals';
import type { StartFrom } from '../../lambdas/core/lifecycle.ts';
import { deployment } from '../support/deployment.ts';
import { logEvent } from '../support/events.ts';
import { told } from '../support/lifecycle-events.ts';
import { DAY, MINUTE, SECOND, START } from '../support/manual-clock.ts';

/** An event every ten seconds: ten minutes of them, then ten minutes with the stream down, and then one minute more. */
async function downForTenMinutes(startFrom: StartFrom) {
  const made = await deployment({ pageLimit: 10, backlogLimitEvents: 10_000 });
  let events = 0;
  const live = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 10 * SECOND) {
      made.clock.pass(10 * SECOND);
      made.log.append(logEvent((events += 1)));
      await made.run();
    }
  };
  await live(10 * MINUTE);
  await made.deactivate('A');
  await live(10 * MINUTE);
  // The moment of the activation belongs to what comes after it.
  made.clock.pass(1);
  await made.activate('A', made.streams, startFrom);
  await live(MINUTE);
  return made;
}

const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `event-${String(from + index).padStart(4, '0')}`);

describe('after ten minutes down, a stream that is activated', () => {
  test('to resume loses nothing and repeats nothing', async () => {
    const { target, streams } = await downForTenMinutes('resume');

    expect(target.accepted('A').map(({ id }) => id)).toEqual(ids(1, 126));
    expect(streams.peek('A').possibleGap).toBeUndefined();
  });

  test('to start now skips exactly the gap, and says so', async () => {
    const { target, streams } = await downForTenMinutes('now');

    expect(target.accepted('A').map(({ id }) => id)).toEqual([...ids(1, 60), ...ids(121, 126)]);
    const activatedAt = new Date(START.getTime() + 20 * MINUTE + 1).toISOString();
    const stoodAt = new Date(START.getTime() + 10 * MINUTE).toISOString();
    const reason = `activated to start from ${activatedAt}; what Okta persisted between ${stoodAt} and then is skipped`;
    expect(streams.peek('A').possibleGap).toEqual({ at: activatedAt, restartedFrom: activatedAt, reason });
    const event = streams.peek('A').outbox?.at(-1);
    expect(event && told(event)).toMatchObject({
      eventType: 'system.log_stream.lifecycle.activate',
      debugContext: { debugData: { message: reason } },
    });
  });

  test('to start from a time delivers again from there', async () => {
    const since = new Date(START.getTime() + 5 * MINUTE);

    const { target, streams } = await downForTenMinutes(since);

    expect(target.accepted('A').map(({ id }) => id)).toEqual([...ids(1, 60), ...ids(30, 126)]);
    expect(streams.peek('A').possibleGap).toBeUndefined();
    const event = streams.peek('A').outbox?.at(-1);
    expect(event && told(event).outcome.reason).toContain(`starts from ${since.toISOString()}`);
  });

  test('to start from a time within the gap skips what lies before', async () => {
    const since = new Date(START.getTime() + 15 * MINUTE);

    const { target, noted } = await downForTenMinutes(since);

    expect(target.accepted('A').map(({ id }) => id)).toEqual([...ids(1, 60), ...ids(90, 126)]);
    expect(noted('possible gap')).toMatchObject([{ gap: { restartedFrom: since.toISOString() } }]);
  });
});

describe('a start is refused', () => {
  test.each<[string, StartFrom]>([
    ['in the future', new Date(START.getTime() + SECOND)],
    ['before what Okta keeps', new Date(START.getTime() - 90 * DAY - SECOND)],
  ])('%s, and the stream stays as it is', async (_when, startFrom) => {
    const { activate, deactivate, streams } = await deployment();
    await deactivate('A');
    const before = streams.peek('A');

    await expect(activate('A', streams, startFrom)).rejects.toMatchObject({ code: 'START_INVALID' });

    expect(streams.peek('A')).toEqual(before);
  });

  test.each<[StartFrom]>([['now'], [START]])('%s of a stream that is ACTIVE', async (startFrom) => {
    const { activate, streams } = await deployment();
    const before = streams.peek('A');

    await expect(activate('A', streams, startFrom)).rejects.toMatchObject({ code: 'START_INVALID' });

    expect(streams.peek('A')).toEqual(before);
  });
});
