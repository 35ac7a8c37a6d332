import { describe, expect, test } from '@jest/globals';
import { type CatchUpOptions, simulateCatchUp } from '../../bench/catch-up.ts';

const MINUTE = 60_000;

/** Ten minutes at 100 events a second, that is 60 pages, and 10 requests a minute of our own. */
const OUTAGE: CatchUpOptions = {
  outageMs: 10 * MINUTE,
  eventsPerSecond: 100,
  requestsPerMinute: 20,
  rateLimitShare: 0.5,
  pollIntervalMs: 10_000,
  backlogLimitEvents: 50_000,
  pollMsPerPage: 500,
  deliverMsPerPage: 100,
};

describe('a stream that is activated after an outage', () => {
  test('catches up at what our share of the rate limit leaves above the arrivals', async () => {
    const { minutes, events, oktaRequests, refused } = await simulateCatchUp(OUTAGE);

    // 10 pages a minute are read and 6 arrive: of the 60, all but the last minute's 6 are made up for at 4 a minute.
    expect(minutes).toBeGreaterThan(10);
    expect(minutes).toBeLessThan(14);
    expect(events).toBeGreaterThanOrEqual(54_000 + 10 * 6_000);
    expect(oktaRequests).toBeLessThanOrEqual(events / 1_000 + 1);
    expect(refused).toBe(0);
  });

  test('catches up no faster than it is delivered', async () => {
    const { minutes } = await simulateCatchUp({ ...OUTAGE, rateLimitShare: 1, deliverMsPerPage: 7_500 });

    // 8 messages a minute are delivered and 6 arrive.
    expect(minutes).toBeGreaterThan(26);
    expect(minutes).toBeLessThan(28);
  });
});
