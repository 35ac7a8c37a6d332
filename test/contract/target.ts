import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LogEvent } from '../../lambdas/core/log-event.ts';
import type { AttemptResult } from '../../lambdas/core/ports.ts';
import { idsOf, logEvent, logEvents, withText } from '../support/events.ts';

export interface TargetUnderTest {
  /** One attempt through the target's own adapter. */
  attempt(events: readonly LogEvent[], signal: AbortSignal): Promise<AttemptResult>;
  /** Ids of what it took, in order. */
  taken(): readonly string[];
  behave(behaviour: Behaviour): void;
  /** Calls the listener when a request has come in and what it brings has happened. */
  onRequest(listener: () => void): void;
  stop(): Promise<void>;
}

export type Behaviour = 'healthy' | 'refuses' | 'hangs' | 'takes all and loses the answer';

/** JSON that no bus takes, for its integer, under an id that the other targets know to be bad. */
const malformed = (n: number): LogEvent =>
  withText(`{"uuid":"malformed-${n}","n":9223372036854775808}`, `malformed-${n}`, '2026-03-01T00:00:00.000Z');

const NO_LIMIT = new AbortController().signal;

/** A new target for each test. */
export function targetUnder<T extends TargetUnderTest>(create: () => Promise<T>): () => T {
  let current: T;
  beforeEach(async () => {
    current = await create();
  });
  afterEach(() => current.stop());
  return () => current;
}

/** What every target promises to its adapter. `create` answers a new one. */
export function describeTarget(name: string, create: () => Promise<TargetUnderTest>): void {
  describe.each([{ name }])('$name', () => {
    const target = targetUnder(create);
    const attempt = (events: readonly LogEvent[]) => target().attempt(events, NO_LIMIT);
    /** Whoever attempts loses patience when the request has been there. */
    const attemptInVain = (events: readonly LogEvent[]) => {
      const limit = new AbortController();
      target().onRequest(() => limit.abort());
      return target().attempt(events, limit.signal);
    };

    test('takes all events, in order', async () => {
      const result = await attempt(logEvents(25));

      expect(result).toEqual({ pending: [], undeliverable: [], failure: undefined });
      expect(target().taken()).toEqual(idsOf(logEvents(25)));
    });

    test('takes an event under the id that it has, whatever characters that is made of', async () => {
      const id = 'id with "quotes", \\ and ü';
      await attempt([logEvent(1), logEvent(2, { id })]);

      expect(target().taken()).toEqual(['event-0001', id]);
    });

    test('takes an event again that is sent again', async () => {
      await attempt(logEvents(1));
      await attempt(logEvents(2));

      expect(target().taken()).toEqual(['event-0001', 'event-0001', 'event-0002']);
    });

    test('takes nothing when it refuses, and all of it once it is well', async () => {
      target().behave('refuses');
      const { pending, failure } = await attempt(logEvents(3));
      const before = [...target().taken()];
      target().behave('healthy');
      await attempt(pending);

      expect(failure?.code).toBe('TARGET_UNAVAILABLE');
      expect(before).toEqual([]);
      expect(target().taken()).toEqual(idsOf(logEvents(3)));
    });

    test('takes nothing when it hangs', async () => {
      target().behave('hangs');

      const { pending, failure } = await attemptInVain(logEvents(3));

      expect([idsOf(pending), failure?.code]).toEqual([idsOf(logEvents(3)), 'TARGET_TIMEOUT']);
      expect(target().taken()).toEqual([]);
    });

    test('has what it took when its answer is lost, and leaves all of it pending', async () => {
      target().behave('takes all and loses the answer');

      const { pending } = await attemptInVain(logEvents(3));

      expect(idsOf(pending)).toEqual(idsOf(logEvents(3)));
      expect(target().taken()).toEqual(idsOf(logEvents(3)));
    });

    test('says which events are malformed, and takes those before, between and behind them', async () => {
      const result = await attempt([logEvent(1), malformed(1), logEvent(2), malformed(2), malformed(3), logEvent(3)]);

      expect(result.undeliverable.map(({ event }) => event.id)).toEqual([
        'malformed-1',
        'malformed-2',
        'malformed-3',
      ]);
      expect(result.pending).toEqual([]);
      expect(target().taken()).toEqual(idsOf(logEvents(3)));
    });
  });
}

export interface HecUnderTest extends TargetUnderTest {
  behave(behaviour: Behaviour | 'answers with a page'): void;
}

export interface HecTokens {
  /** What whoever sends remembers, and what stands in the secret meanwhile. */
  readonly remembered: string;
  readonly stored: string;
}

export const HEC_TOKEN = '11111111-2222-4333-8444-555555555555';
const WRONG_TOKEN = '99999999-2222-4333-8444-555555555555';

/** What a collector promises besides. It takes HEC_TOKEN and no other. */
export function describeHec(name: string, create: (tokens: HecTokens) => Promise<HecUnderTest>): void {
  describeTarget(name, () => create({ remembered: HEC_TOKEN, stored: HEC_TOKEN }));

  describe.each([{ name }])('$name', () => {
    const target = targetUnder(() => create({ remembered: WRONG_TOKEN, stored: HEC_TOKEN }));

    test('takes what comes with a token that was rotated, once that was read again', async () => {
      const { pending } = await target().attempt(logEvents(3), NO_LIMIT);

      expect(pending).toEqual([]);
      expect(target().taken()).toEqual(idsOf(logEvents(3)));
    });

    test('takes nothing when a page comes from elsewhere', async () => {
      target().behave('answers with a page');

      const { pending, failure } = await target().attempt(logEvents(3), NO_LIMIT);

      expect([pending, failure?.code]).toEqual([logEvents(3), 'TARGET_REJECTED']);
      expect(target().taken()).toEqual([]);
    });
  });

  describe.each([{ name }])('$name', () => {
    const target = targetUnder(() => create({ remembered: WRONG_TOKEN, stored: WRONG_TOKEN }));

    test('takes nothing with another token', async () => {
      const { pending, failure } = await target().attempt(logEvents(3), NO_LIMIT);

      expect([pending, failure?.code]).toEqual([logEvents(3), 'TARGET_CONFIGURATION']);
      expect(target().taken()).toEqual([]);
    });
  });
}

export interface BusUnderTest extends TargetUnderTest {
  behave(behaviour: Behaviour | 'throttles every other event'): void;
}

/** What a bus promises besides. */
export function describeBus(name: string, create: () => Promise<BusUnderTest>): void {
  describeTarget(name, create);

  describe.each([{ name }])('$name', () => {
    const target = targetUnder(create);

    test('says of each event whether it took it', async () => {
      target().behave('throttles every other event');

      const { pending, failure } = await target().attempt(logEvents(5), NO_LIMIT);

      expect([idsOf(pending), failure?.code]).toEqual([['event-0002', 'event-0004'], 'TARGET_UNAVAILABLE']);
      expect(target().taken()).toEqual(['event-0001', 'event-0003', 'event-0005']);
    });
  });
}
