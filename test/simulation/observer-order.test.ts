import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../support/manual-clock.ts';
import { ID, SPLUNK, watched } from './watched-stream.ts';

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
