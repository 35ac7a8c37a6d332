import { describe, expect, test } from '@jest/globals';
import { reasonOfStart } from '../../lambdas/core/chosen-start.ts';
import type { Deactivation, LogStream, PossibleGap } from '../../lambdas/core/log-stream.ts';
import { firstCursor } from '../../lambdas/okta/first-cursor.ts';
import { logEvent } from '../support/events.ts';
import { behind, logStream } from '../support/log-streams.ts';
import { DAY, manualClock, MINUTE } from '../support/manual-clock.ts';
import type { Invocation } from './machine.ts';
import { isTold, observer } from './observer.ts';
import { simulatedOrg } from './simulated-org.ts';

const ORG = new URL('https://acme.okta.com');
const ID = '0oa00000000000000001';
const sliceOf = (...uuids: readonly string[]) => uuids.map((id) => logEvent(0, { id }));
const invocation = (name: string): Invocation => ({ name, startedMs: 0, isDead: false, calls: 0 });

const SPLUNK = {
  type: 'splunk_cloud_logstreaming',
  settings: { edition: 'aws', host: 'acme.splunkcloud.com' },
} as const;

const gap = (change: Partial<PossibleGap> = {}): PossibleGap => ({
  at: '2026-03-01T00:00:00.000Z',
  restartedFrom: '2026-03-01T00:00:00.000Z',
  reason: 'the cursor was refused',
  ...change,
});

/** An observer of one stream, which is fed by hand; an org whose events are named as a test names them. */
function watched(target: Partial<LogStream> = SPLUNK) {
  const clock = manualClock();
  const nowMs = () => clock.now().getTime();
  const org = simulatedOrg({ nowMs, origin: ORG.origin, requestsPerMinute: 1_000, token: () => '' });
  const watch = observer(org, nowMs);
  const function_ = invocation('deliver 1');
  let stream: LogStream | undefined;
  let events = 0;

  /** One write to the stream's item; with a lifecycle event, unless it is not told. */
  const write = (change: Partial<LogStream>, { isTold: isChangeTold = true } = {}): void => {
    const uuid = `change ${(events += 1)}`;
    const told = { uuid, published: clock.now().toISOString(), json: '{}' };
    const before = stream;
    const outbox = [...(stream?.outbox ?? []), ...(isChangeTold ? [told] : [])];
    stream = { ...(stream ?? { ...logStream(), ...target }), ...change, outbox } as LogStream;
    watch.wrote({ sk: `stream#${ID}`, before, after: stream });
  };
  write({});

  return {
    clock,
    org,
    watch,
    function_,
    write,
    persist: (...uuids: readonly string[]) => org.persist(uuids.map((uuid) => ({ uuid, text: '{}' }))),
    take: (...uuids: readonly string[]) => uuids.forEach((uuid) => watch.took(ID, uuid)),
    acknowledge: (uuid: string) => write({ acknowledged: behind(uuid) }, { isTold: false }),
    deactivate: (deactivation: Partial<Deactivation> = {}) =>
      write({
        status: 'INACTIVE',
        deactivation: { code: 'ADMIN', message: '', at: clock.now().toISOString(), attempts: 0, ...deactivation },
      }),
    /** To read on from so long ago, as an admin wants it, who is told what is skipped, or not. */
    activateFrom(agoMs: number, { isSkipTold = true } = {}) {
      const since = new Date(nowMs() - agoMs);
      const restartedFrom = since.toISOString();
      const possibleGap = { at: clock.now().toISOString(), restartedFrom, reason: reasonOfStart(since, 'then') };
      const start = { cursor: firstCursor(ORG, since), midPage: false, count: 0 };
      write({ status: 'ACTIVE', acknowledged: start, read: start, ...(isSkipTold && { possibleGap }) });
    },
    /** An attempt by a function that has just seen the stream ACTIVE. */
    attempt(uuids: readonly string[], isFailed: boolean, by = function_) {
      watch.sawStream(by, { id: ID, status: 'ACTIVE' });
      watch.beginsAttempt(by, logStream(), sliceOf(...uuids));
      watch.endsAttempt(by, logStream(), sliceOf(...uuids), isFailed);
    },
    promises: () => watch.broken.map(({ promise }) => promise),
    said: () => watch.broken.map(({ what }) => what).join('\n'),
  };
}

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
    const stream = { ...logStream({ created: clock.now().toISOString() }), outbox };
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

describe('two attempts', () => {
  const failure: Partial<Deactivation> = { code: 'TARGET_UNAVAILABLE', attempts: 2 };

  test('are what a target that fails is deactivated after', () => {
    const { watch, function_, persist, attempt, deactivate, promises } = watched();
    persist('a', 'b');
    attempt(['a', 'b'], true);
    attempt(['a', 'b'], true);
    watch.writing(function_);
    deactivate(failure);

    expect(promises()).toEqual([]);
  });

  test('may be the second of what the first left', () => {
    const { watch, function_, persist, take, attempt, deactivate, promises } = watched();
    persist('a', 'b');
    attempt(['a', 'b'], true);
    take('a');
    attempt(['b'], true);
    watch.writing(function_);
    deactivate(failure);

    expect(promises()).toEqual([]);
  });

  test.each(['TARGET_CONFIGURATION', 'TARGET_REJECTED', 'TARGET_TIMEOUT', 'TARGET_UNAVAILABLE'] as const)(
    'are not one: deactivated for %s after it',
    (code) => {
      const { watch, function_, persist, attempt, deactivate, promises, said } = watched();
      persist('a');
      attempt(['a'], true);
      watch.writing(function_);
      deactivate({ code, attempts: 2 });

      expect(promises()).toEqual(['two attempts']);
      expect(said()).toContain('after 1 failed attempts; it says 2');
    },
  );

  test('are not three', () => {
    const { persist, attempt, promises, said } = watched();
    persist('a');
    for (let round = 0; round < 3; round += 1) attempt(['a'], true);

    expect(promises()).toEqual(['two attempts']);
    expect(said()).toContain('makes a third attempt');
  });

  test('are what the stream says that there were', () => {
    const { watch, function_, persist, attempt, deactivate, promises } = watched();
    persist('a');
    attempt(['a'], true);
    attempt(['a'], true);
    watch.writing(function_);
    deactivate({ ...failure, attempts: 1 });

    expect(promises()).toEqual(['two attempts']);
  });

  test.each([
    ['with one that was taken between them', [['a'], ['a'], ['a']], [true, false, true]],
    ['at different messages', [['a'], ['b']], [true, true]],
  ])('follow one another: not %s', (_what, slices, failed) => {
    const { watch, function_, persist, take, attempt, deactivate, promises, said } = watched({});
    persist('a', 'b');
    take('a');
    slices.forEach((uuids, index) => attempt(uuids, failed[index] ?? false));
    watch.writing(function_);
    deactivate(failure);

    expect(promises()).toEqual(['two attempts']);
    expect(said()).toContain('after 1 failed attempts');
  });

  test("are the writer's own", () => {
    const { watch, persist, attempt, deactivate, promises } = watched();
    persist('a');
    attempt(['a'], true);
    attempt(['a'], true);
    watch.writing(invocation('deliver 2'));
    deactivate(failure);

    expect(promises()).toEqual(['two attempts']);
  });

  test.each(['ADMIN', 'INTERNAL'] as const)('need not be made for a deactivation by %s', (code) => {
    const { deactivate, promises } = watched();
    deactivate({ code });

    expect(promises()).toEqual([]);
  });

  test('are missing where a deactivation has no reason', () => {
    const { write, promises, said } = watched();
    write({ status: 'INACTIVE' });

    expect(promises()).toEqual(['two attempts']);
    expect(said()).toContain('without a reason');
  });
});

describe('who sends', () => {
  test.each([
    ['without having looked', undefined],
    ['that it saw INACTIVE', 'INACTIVE'],
  ] as const)('to a stream %s breaks the promise', (_what, status) => {
    const { watch, function_, persist, promises } = watched();
    persist('a');
    if (status) watch.sawStream(function_, { id: ID, status });
    watch.beginsAttempt(function_, logStream(), sliceOf('a'));

    expect(promises()).toEqual(['inactive']);
  });

  test('must have looked itself', () => {
    const { watch, function_, persist, promises } = watched();
    persist('a');
    watch.sawStream(invocation('deliver 2'), { id: ID, status: 'ACTIVE' });
    watch.beginsAttempt(function_, logStream(), sliceOf('a'));

    expect(promises()).toEqual(['inactive']);
  });

  test('must have looked at this stream', () => {
    const { watch, function_, persist, promises } = watched();
    persist('a');
    watch.sawStream(function_, { id: '0oaAnother', status: 'ACTIVE' });
    watch.beginsAttempt(function_, logStream(), sliceOf('a'));

    expect(promises()).toEqual(['inactive']);
  });

  test('must look again before the second attempt', () => {
    const { watch, function_, persist, attempt, promises } = watched();
    persist('a');
    attempt(['a'], true);
    watch.beginsAttempt(function_, logStream(), sliceOf('a'));

    expect(promises()).toEqual(['inactive']);
  });

  test('keeps the promise when it has seen the stream ACTIVE', () => {
    const { persist, attempt, promises } = watched();
    persist('a');
    attempt(['a'], true);
    attempt(['a'], false);

    expect(promises()).toEqual([]);
  });
});

describe('a change', () => {
  test.each([
    ['of the status', { status: 'INACTIVE', deactivation: { code: 'ADMIN', message: '', at: '', attempts: 0 } }],
    ['of name or settings', { revision: 1 }],
  ] as const)('%s without a lifecycle event breaks the promise', (_what, change) => {
    const { write, promises } = watched();
    write(change, { isTold: false });

    expect(promises()).toEqual(['lifecycle']);
  });

  test('that creates a stream without a lifecycle event breaks the promise', () => {
    const { watch, promises } = watched();
    watch.wrote({ sk: 'stream#B', before: undefined, after: { ...logStream({ id: 'B' }) } });

    expect(promises()).toEqual(['lifecycle']);
  });

  test('that is told is remembered by its event, once', () => {
    const { watch, write, persist, take, acknowledge, promises } = watched();
    write({ revision: 1 });
    persist('a');
    take('a');
    acknowledge('a');

    expect(watch.happened.map(({ uuid }) => uuid)).toEqual(['change 1', 'change 2']);
    expect(promises()).toEqual([]);
  });

  test('of a stream that was never created breaks the promise', () => {
    const { watch, promises } = watched();
    watch.wrote({ sk: 'stream#B', before: { id: 'B', status: 'ACTIVE' }, after: { ...logStream({ id: 'B' }) } });

    expect(promises()).toEqual(['stuck']);
  });

  test('of anything but a stream is none of its business', () => {
    const { watch, promises } = watched();
    watch.wrote({ sk: 'polling', before: undefined, after: { sk: 'polling', status: 'odd' } });

    expect([promises(), watch.accounts.size]).toEqual([[], 1]);
  });

  test('that deletes a stream closes its account', () => {
    const { watch, write, deactivate } = watched();
    deactivate();
    write({ deletedAt: '2026-03-01T00:00:00.000Z' } as Partial<LogStream>);

    expect(watch.accounts.get(ID)?.isDeleted).toBe(true);
  });
});
