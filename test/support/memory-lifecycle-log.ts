import type { LifecycleLog, LoggedEvent } from '../../lambdas/core/ports.ts';
import { DAY } from './manual-clock.ts';

export interface MemoryLifecycleLog extends LifecycleLog {
  /** Every event ever appended. */
  events(): readonly LoggedEvent[];
}

const KEPT_MS = 90 * DAY;

/** Lifecycle events in memory. */
export function memoryLifecycleLog(): MemoryLifecycleLog {
  const logged: LoggedEvent[] = [];
  const isThere = (uuid: string): boolean => logged.some((event) => event.uuid === uuid);

  return {
    has: async ({ uuid }) => isThere(uuid),
    async append({ uuid, published, json }, at) {
      if (isThere(uuid)) return;
      logged.push({ sequence: logged.length + 1, uuid, published, json, persistedAt: at.toISOString() });
    },
    async *read({ after = 0, order, now }) {
      const behind = logged.filter(({ sequence }) => sequence > after);
      for (const event of order === 'ASCENDING' ? behind : behind.toReversed()) {
        if (Date.parse(event.persistedAt) + KEPT_MS > now.getTime()) yield { ...event };
      }
    },
    events: () => logged,
  };
}
