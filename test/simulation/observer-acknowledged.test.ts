import { describe, expect, test } from '@jest/globals';
import { firstCursor } from '../../lambdas/okta/first-cursor.ts';
import { behind, logStream } from '../support/log-streams.ts';
import { MINUTE } from '../support/manual-clock.ts';
import { ORG, possibleGap, sliceOf, watched } from './watched-stream.ts';

describe('what was acknowledged', () => {
  const restart = (after: string) => ({
    read: { ...behind(after), cursor: firstCursor(ORG, new Date(0)), midPage: true },
    possibleGap: possibleGap({ at: '2026-03-02T00:00:00.000Z' }),
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
    write({ possibleGap: possibleGap({ at: '2026-03-02T00:00:00.000Z' }) });
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
