import { describe, expect, test } from '@jest/globals';
import type { Deactivation, LogStream } from '../../lambdas/core/log-stream.ts';
import { logStream } from '../support/log-streams.ts';
import { ID, invocation, sliceOf, watched } from './watched-stream.ts';

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

  test('need not be made for a deactivation by an admin, and only an admin says so', () => {
    const { watch, function_, write, deactivate, promises } = watched();
    deactivate({ code: 'ADMIN' });
    write({ status: 'ACTIVE' });
    const byAdmin = promises();
    watch.writing(function_);
    write({ status: 'INACTIVE', deactivation: { code: 'ADMIN', message: '', at: '', attempts: 0 } });

    expect([byAdmin, promises()]).toEqual([[], ['two attempts']]);
  });

  test.each([
    ['often enough', 4, ID, []],
    ['too seldom', 3, ID, ['two attempts']],
    ["often enough, and was another stream's", 4, '0oaAnother', ['two attempts']],
  ])('need not be made for a message that came %s', (_what, receives, streamId, broken) => {
    const { watch, function_, deactivate, promises } = watched();
    watch.handsOut(function_.name, streamId, receives);
    watch.writing(function_);
    deactivate({ code: 'INTERNAL' });

    expect(promises()).toEqual(broken);
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
    const { watch, function_, persist, sees, promises } = watched();
    persist('a');
    if (status) sees({ status });
    watch.beginsAttempt(function_, logStream(), sliceOf('a'));

    expect(promises()).toEqual(['inactive']);
  });

  test('must have looked itself', () => {
    const { watch, function_, persist, sees, promises } = watched();
    persist('a');
    sees({}, invocation('deliver 2'));
    watch.beginsAttempt(function_, logStream(), sliceOf('a'));

    expect(promises()).toEqual(['inactive']);
  });

  test('must have looked at this stream', () => {
    const { watch, function_, persist, sees, promises } = watched();
    persist('a');
    sees({ id: '0oaAnother' });
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
    const { watch, write, promises } = watched();
    watch.writing(invocation('admin 1'));
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
