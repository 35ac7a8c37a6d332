import { describe, expect, test } from '@jest/globals';
import { reasonOfStart } from '../../lambdas/core/chosen-start.ts';
import type { PossibleGap } from '../../lambdas/core/log-stream.ts';
import { startAt } from '../../lambdas/core/position.ts';
import { firstCursor } from '../../lambdas/okta/first-cursor.ts';
import { behind, logStream } from '../support/log-streams.ts';
import { DAY, manualClock, MINUTE, START } from '../support/manual-clock.ts';
import { isTold } from './account.ts';
import { observer } from './observer.ts';
import { simulatedOrg } from './simulated-org.ts';
import { ID, ORG, SPLUNK, sliceOf, watched } from './watched-stream.ts';

const gap = (change: Partial<PossibleGap> = {}): PossibleGap => ({
  at: '2026-03-01T00:00:00.000Z',
  restartedFrom: '2026-03-02T00:00:00.000Z',
  reason: 'the cursor was refused',
  ...change,
});

describe('what is lost', () => {
  test('is an event that the acknowledged position passes and that was not taken', () => {
    const { persist, take, acknowledge, promises, said } = watched();
    persist('a', 'b', 'c');
    take('a', 'c');
    acknowledge('c');

    expect(promises()).toEqual(['lost']);
    expect(said()).toContain('passes b');
  });

  test('is no event that was taken, was set aside, or lies behind the position', () => {
    const { watch, persist, take, acknowledge, promises } = watched();
    persist('a', 'b', 'c', 'd');
    take('a', 'c');
    watch.setAside(ID, 'b');
    acknowledge('c');

    expect(promises()).toEqual([]);
  });

  test('is an event that was given to another stream', () => {
    const { watch, persist, acknowledge, promises } = watched();
    persist('a');
    watch.took('0oaAnother', 'a');
    watch.setAside('0oaAnother', 'a');
    acknowledge('a');

    expect(promises()).toEqual(['lost']);
  });

  test('is none that was persisted before the stream was created', () => {
    const clock = manualClock();
    const nowMs = () => clock.now().getTime();
    const org = simulatedOrg({ nowMs, origin: ORG.origin, requestsPerMinute: 1_000, token: () => '' });
    const watch = observer(org, nowMs);
    org.persist([{ uuid: 'before', text: '{}' }]);
    clock.pass(MINUTE);
    const outbox = [{ uuid: 'created', published: '', json: '' }];
    const acknowledged = startAt(firstCursor(ORG, clock.now()));
    const stream = { ...logStream({ created: clock.now().toISOString(), acknowledged }), outbox };
    watch.wrote({ sk: `stream#${ID}`, before: undefined, after: stream });
    org.persist([{ uuid: 'a', text: '{}' }]);
    watch.took(ID, 'a');
    watch.wrote({ sk: `stream#${ID}`, before: stream, after: { ...stream, acknowledged: behind('a') } });

    expect(watch.broken).toEqual([]);
  });

  test('is nothing that an admin chose to skip, as far as the stream says so', () => {
    const { clock, persist, deactivate, activateFrom, promises } = watched();
    persist('a', 'b');
    deactivate();
    clock.pass(MINUTE);
    activateFrom(0);

    expect(promises()).toEqual([]);
  });

  test('is what was skipped and the stream does not say so', () => {
    const { clock, persist, deactivate, activateFrom, promises, said } = watched();
    persist('a', 'b');
    deactivate();
    clock.pass(MINUTE);
    activateFrom(0, { isSkipTold: false });

    expect(promises()).toEqual(['lost', 'lost']);
    expect(said()).toMatch(/passes a.*\n.*passes b/);
  });

  test('is what comes behind that which an admin chose to skip', () => {
    const { clock, persist, take, acknowledge, deactivate, activateFrom, promises, said } = watched();
    persist('a');
    deactivate();
    clock.pass(MINUTE);
    persist('b', 'c');
    activateFrom(0);
    take('c');
    acknowledge('c');

    expect(promises()).toEqual(['lost']);
    expect(said()).toContain('passes b');
  });

  test('is what was skipped once an admin goes back to it', () => {
    const { clock, persist, take, acknowledge, deactivate, activateFrom, promises, said } = watched();
    persist('a', 'b');
    deactivate();
    clock.pass(MINUTE);
    activateFrom(0);
    deactivate();
    activateFrom(MINUTE, { isSkipTold: false });
    take('b');
    acknowledge('b');

    expect(promises()).toEqual(['lost']);
    expect(said()).toContain('passes a');
  });

  test.each([
    ['no event that Okta keeps no longer, as far as the stream says that there is a gap', gap(), []],
    ['an event that Okta keeps no longer and that the stream says nothing of', undefined, ['lost']],
  ])('is %s', (_what, possibleGap, broken) => {
    const { clock, persist, take, acknowledge, write, promises } = watched();
    persist('a');
    clock.pass(91 * DAY);
    if (possibleGap) write({ possibleGap });
    persist('b');
    take('b');
    acknowledge('b');

    expect(promises()).toEqual(broken);
  });

  test('is told of once, by the position that passes it first', () => {
    const { persist, take, acknowledge, promises } = watched();
    persist('a', 'b', 'c');
    take('b', 'c');
    acknowledge('b');
    acknowledge('c');

    expect(promises()).toEqual(['lost']);
  });
});

describe('an event is told to be missing', () => {
  const goneWith = (possibleGap: PossibleGap | undefined, days = 91): boolean => {
    const { clock, org, watch, persist, write } = watched();
    persist('a');
    if (possibleGap) write({ possibleGap });
    clock.pass(days * DAY);
    const account = watch.accounts.get(ID);
    return account !== undefined && isTold(account, 0, org, clock.now().getTime());
  };

  test.each([
    ['when Okta keeps it no longer and the stream says that there is a gap', gap(), 91, true],
    ['not when the stream says nothing', undefined, 91, false],
    ['not when the gap lies before it', gap({ restartedFrom: START.toISOString() }), 91, false],
    ['not when Okta keeps it still', gap(), 89, false],
    [
      'not by a gap that an admin chose before it',
      gap({ restartedFrom: '2026-02-01T00:00:00.000Z', reason: reasonOfStart(new Date(0), 'then') }),
      91,
      false,
    ],
  ])('%s', (_when, possibleGap, days, isGone) => {
    expect(goneWith(possibleGap, days)).toBe(isGone);
  });
});

describe('order', () => {
  test('is broken when Splunk takes an event behind one that is later', () => {
    const { persist, take, promises, said } = watched();
    persist('a', 'b');
    take('b', 'a');

    expect(promises()).toEqual(['order']);
    expect(said()).toContain('took a behind b');
  });

  test('is broken by an event that comes late, also when the position has moved meanwhile', () => {
    const { persist, take, acknowledge, promises } = watched();
    persist('a', 'b', 'c');
    take('a', 'c');
    acknowledge('a');
    take('b');

    expect(promises()).toEqual(['order']);
  });

  test('is kept when Splunk takes an event again', () => {
    const { watch, persist, take, promises } = watched();
    persist('a', 'b', 'c');
    take('a', 'b', 'a', 'b', 'c');

    expect(promises()).toEqual([]);
    expect(watch.accounts.get(ID)).toMatchObject({ deliveries: 5, duplicates: 2 });
  });

  test('is kept when a bus takes the events of a slice in any order', () => {
    const { persist, take, promises } = watched({});
    persist('a', 'b');
    take('b', 'a');

    expect(promises()).toEqual([]);
  });

  test.each([
    ['a bus', {}],
    ['Splunk', SPLUNK],
  ])('is broken when %s is sent a slice before all of the one before it was taken', (_what, target) => {
    const { persist, take, attempt, promises, said } = watched(target);
    persist('a', 'b', 'c');
    take('a');
    attempt(['c'], false);

    expect(promises()).toEqual(['order']);
    expect(said()).toContain('is sent c before b was taken');
  });

  test('is kept by a slice whose predecessors were taken, set aside or skipped', () => {
    const { clock, watch, persist, take, attempt, deactivate, activateFrom, promises } = watched({});
    persist('a');
    deactivate();
    clock.pass(MINUTE);
    activateFrom(0);
    persist('b', 'c', 'd');
    take('b');
    watch.setAside(ID, 'c');
    attempt(['d'], false);

    expect(promises()).toEqual([]);
  });

  test('is broken within a slice that is not in the order of the org', () => {
    const { persist, attempt, promises, said } = watched({});
    persist('a', 'b', 'c');
    attempt(['a', 'c', 'b'], false);

    expect(promises()).toEqual(['order']);
    expect(said()).toContain("in another order than the org's");
  });

  test('begins anew where an admin goes back to', () => {
    const { clock, persist, take, acknowledge, deactivate, activateFrom, promises } = watched();
    persist('a');
    deactivate();
    clock.pass(MINUTE);
    activateFrom(0);
    persist('b');
    take('b');
    acknowledge('b');
    deactivate();
    activateFrom(MINUTE);
    take('a');

    expect(promises()).toEqual([]);
  });
});

describe('what was acknowledged', () => {
  const restart = (after: string) => ({
    read: { ...behind(after), cursor: firstCursor(ORG, new Date(0)), midPage: true },
    possibleGap: gap({ at: '2026-03-02T00:00:00.000Z' }),
  });

  test.each([
    ['is not sent again', ['a'], ['repeated']],
    ['is not sent again with what is new', ['b', 'c'], ['repeated']],
    ['is followed by what is new', ['c'], []],
  ])('%s', (_what, uuids, broken) => {
    const { persist, take, acknowledge, attempt, promises } = watched();
    persist('a', 'b', 'c');
    take('a', 'b');
    acknowledge('b');
    attempt(uuids, false);

    expect(promises()).toEqual(broken);
  });

  test('may be sent again by a function that looked before it was', () => {
    const { watch, function_, persist, take, acknowledge, sees, promises } = watched();
    persist('a');
    sees();
    take('a');
    acknowledge('a');
    watch.beginsAttempt(function_, logStream(), sliceOf('a'));

    expect(promises()).toEqual([]);
  });

  test('may be sent again up to where a refused cursor stood, and no further', () => {
    const { write, persist, take, acknowledge, attempt, promises, said } = watched();
    persist('a', 'b', 'c');
    take('a', 'b', 'c');
    acknowledge('b');
    write({ read: behind('b') });
    write(restart('b'));
    acknowledge('c');
    attempt(['a'], false);
    attempt(['c'], false);

    expect(promises()).toEqual(['repeated']);
    expect(said()).toContain('is sent c');
  });

  test('may not be sent again because Okta keeps what follows no longer', () => {
    const { write, persist, take, acknowledge, attempt, promises } = watched();
    persist('a', 'b');
    take('a', 'b');
    acknowledge('b');
    write({ read: behind('b') });
    write({ possibleGap: gap({ at: '2026-03-02T00:00:00.000Z' }) });
    attempt(['a'], false);

    expect(promises()).toEqual(['repeated']);
  });

  test('stays acknowledged', () => {
    const { persist, take, acknowledge, promises, said } = watched();
    persist('a', 'b');
    take('a', 'b');
    acknowledge('b');
    acknowledge('a');

    expect(promises()).toEqual(['repeated']);
    expect(said()).toContain('moves back from event 2 to event 1');
  });

  test('is acknowledged anew behind a refused cursor', () => {
    const { write, persist, take, acknowledge, promises } = watched();
    persist('a', 'b');
    take('a', 'b');
    acknowledge('b');
    write({ read: behind('b') });
    write(restart('b'));
    acknowledge('a');

    expect(promises()).toEqual([]);
  });

  test('is sent again where an admin goes back to', () => {
    const { clock, persist, take, acknowledge, attempt, deactivate, activateFrom, promises } = watched();
    persist('a', 'b');
    take('a', 'b');
    acknowledge('b');
    clock.pass(MINUTE);
    deactivate();
    activateFrom(MINUTE);
    attempt(['a', 'b'], false);

    expect(promises()).toEqual([]);
  });
});
