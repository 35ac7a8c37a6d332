import { beforeEach, expect } from '@jest/globals';
import type { Deactivation, LogStream, PossibleGap } from '../../lambdas/core/log-stream.ts';
import { lifecycleEvent } from '../../lambdas/core/lifecycle-event.ts';
import type { Receipt, StreamStore } from '../../lambdas/core/ports.ts';
import { ADMIN } from '../support/callers.ts';
import { behind, logStream } from '../support/log-streams.ts';

export const at = new Date('2026-03-02T10:00:00.000Z');
export const iso = at.toISOString();

export const gap: PossibleGap = {
  at: iso,
  restartedFrom: '2026-03-01T09:00:00.000Z',
  reason: 'the cursor was refused',
};

export const failure: Deactivation = {
  code: 'TARGET_UNAVAILABLE',
  message: 'the target answered 503',
  at: iso,
  attempts: 2,
};

export const receipt = (more: Partial<Receipt> = {}): Receipt => ({
  to: behind('e1', { count: 1 }),
  sequenceNumber: '18870000000000000001',
  at,
  accepted: 1,
  undeliverable: 0,
  published: '2026-03-02T09:59:00.000Z',
  ...more,
});

/** The stream that every store under test holds at the beginning. */
export const stream = logStream({ read: behind('e2', { count: 2 }), acknowledged: behind('e0'), generation: 4 });

/** What tells the n-th change. */
export const told = (n = 1) => lifecycleEvent('update', stream, { caller: ADMIN, at, uuid: `uuid-${n}` });
export const event = told();

export interface Subject {
  readonly store: () => StreamStore;
  readonly stored: () => Promise<LogStream | undefined>;
  /** A write that must be refused and leave the stream as it was. */
  readonly expectUnchanged: (write: () => Promise<boolean>) => Promise<void>;
}

/** A new store with `stream` in it for each test. */
export function subject(create: () => Promise<StreamStore>): Subject {
  let current: StreamStore;
  beforeEach(async () => {
    current = await create();
    await current.create(stream);
  });
  const stored = () => current.get(stream.id);
  return {
    store: () => current,
    stored,
    async expectUnchanged(write) {
      const before = await stored();
      expect(await write()).toBe(false);
      expect(await stored()).toEqual(before);
    },
  };
}
