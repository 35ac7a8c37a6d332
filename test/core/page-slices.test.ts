import { describe, expect, test } from '@jest/globals';
import { dividePage } from '../../lambdas/core/page-slices.ts';
import { startAt } from '../../lambdas/core/position.ts';
import { cutIntoRuns } from '../../lambdas/core/slice.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents, textOf } from '../support/events.ts';
import { behind, cursor } from '../support/log-streams.ts';
import { manualClock } from '../support/manual-clock.ts';
import { memoryQueue } from '../support/memory-queue.ts';

const huge = (n: number) => logEvent(n, { more: { debugContext: 'x'.repeat(1_000) } });
const page = (events = logEvents(4)) => ({ cursor: cursor('p'), next: cursor('q'), isFull: true, events });
const broken = { setAside: () => Promise.reject(new Error('the bucket does not answer')) };
const queueOf = (maxPackedBytes: number) => memoryQueue({ now: manualClock().now, maxPackedBytes });

describe('cutting events into runs', () => {
  test('keeps every event, unchanged and in order', () => {
    expect(cutIntoRuns(logEvents(50), 1_500).flat()).toEqual(logEvents(50));
  });

  test('begins a new run where the next event would pass the limit', () => {
    const bytes = logEvent(1).json.length;

    expect(cutIntoRuns(logEvents(5), 2 * (bytes + 300)).map((run) => run.length)).toEqual([2, 2, 1]);
  });

  test('leaves an event larger than the limit alone in its run', () => {
    expect(cutIntoRuns([logEvent(1), huge(2), logEvent(3)], 900).map(idsOf)).toEqual([
      ['event-0001'],
      ['event-0002'],
      ['event-0003'],
    ]);
  });

  test('makes no run of no events', () => {
    expect(cutIntoRuns([])).toEqual([]);
  });
});

describe('dividing a page', () => {
  test('makes one run of what fits one message', () => {
    expect(dividePage(startAt(cursor('p')), page(), queueOf(10_000))).toMatchObject([{ events: logEvents(4) }]);
  });

  test('halves what packs to more than a message until it fits', () => {
    const runs = dividePage(startAt(cursor('p')), page(logEvents(9)), queueOf(500));

    expect(runs.length).toBeGreaterThan(2);
    expect(runs.flatMap(({ events }) => events)).toEqual(logEvents(9));
    expect(runs.map(({ tooLarge }) => tooLarge)).not.toContain(true);
  });

  test('leaves out what lies at or before the position', () => {
    const runs = dividePage(behind('event-0003', { midPage: true }), page(), queueOf(10_000));

    expect(runs.map(({ events }) => idsOf(events))).toEqual([['event-0004']]);
  });

  test('marks an event that fits no message, and only that one', () => {
    const runs = dividePage(startAt(cursor('p')), page([logEvent(1), huge(2), logEvent(3)]), queueOf(600));

    expect(runs.map(({ events, tooLarge }) => [idsOf(events).join(), tooLarge])).toEqual([
      ['event-0001', false],
      ['event-0002', true],
      ['event-0003', false],
    ]);
  });
});

describe('an event that fits no message', () => {
  test('is set aside whole, and the stream goes on behind it', async () => {
    const { log, run, target, undeliverable, streams } = await deployment({ maxPackedBytes: 600 });
    log.append(logEvent(1), huge(2), logEvent(3));

    await run();

    expect(idsOf(target.accepted('A'))).toEqual(['event-0001', 'event-0003']);
    expect(undeliverable.kept('A')).toMatchObject([{ eventId: 'event-0002', text: textOf(huge(2)) }]);
    expect(streams.peek('A')).toMatchObject({
      acknowledged: { after: 'event-0003', count: 3 },
      delivered: { events: 2, undeliverable: 1 },
    });
  });

  test('is set aside before the message that moves past it is sent', async () => {
    const { log, tick, pollDeps, queue } = await deployment({ maxPackedBytes: 600 });
    log.append(huge(1));

    await tick({ ...pollDeps, undeliverable: broken });

    expect(queue.waiting()).toEqual([]);
  });

  test('is read again when it could not be set aside', async () => {
    const { log, tick, run, pollDeps, undeliverable, noted } = await deployment({ maxPackedBytes: 600 });
    log.append(huge(1));
    await tick({ ...pollDeps, undeliverable: broken });

    await run();

    expect(undeliverable.kept('A').map(({ eventId }) => eventId)).toEqual(['event-0001']);
    expect(noted('set aside')).toMatchObject([{ streamId: 'A', eventId: 'event-0001' }]);
  });
});
