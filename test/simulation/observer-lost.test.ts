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
import { ID, ORG, possibleGap, watched } from './watched-stream.ts';

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
    ['no event that Okta keeps no longer, as far as the stream says that there is a gap', possibleGap(), []],
    ['an event that Okta keeps no longer and that the stream says nothing of', undefined, ['lost']],
  ])('is %s', (_what, told, broken) => {
    const { clock, persist, take, acknowledge, write, promises } = watched();
    persist('a');
    clock.pass(91 * DAY);
    if (told) write({ possibleGap: told });
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
  const goneWith = (told: PossibleGap | undefined, days = 91): boolean => {
    const { clock, org, watch, persist, write } = watched();
    persist('a');
    if (told) write({ possibleGap: told });
    clock.pass(days * DAY);
    const account = watch.accounts.get(ID);
    return account !== undefined && isTold(account, 0, org, clock.now().getTime());
  };

  test.each([
    ['when Okta keeps it no longer and the stream says that there is a gap', possibleGap(), 91, true],
    ['not when the stream says nothing', undefined, 91, false],
    ['not when the gap lies before it', possibleGap({ restartedFrom: START.toISOString() }), 91, false],
    ['not when Okta keeps it still', possibleGap(), 89, false],
    [
      'not by a gap that an admin chose before it',
      possibleGap({ restartedFrom: '2026-02-01T00:00:00.000Z', reason: reasonOfStart(new Date(0), 'then') }),
      91,
      false,
    ],
  ])('%s', (_when, told, days, isGone) => {
    expect(goneWith(told, days)).toBe(isGone);
  });
});
