import type { LifecycleEvent } from '../../lambdas/core/lifecycle-event.ts';
import type { LifecycleBus } from '../../lambdas/core/ports.ts';

export interface MemoryBus extends LifecycleBus {
  /** What was put, in order, with every repetition. */
  readonly events: readonly LifecycleEvent[];
  /** Refuses everything until it is mended. */
  breakDown(): void;
  mend(): void;
}

export function memoryBus(): MemoryBus {
  const events: LifecycleEvent[] = [];
  let isBroken = false;
  return {
    events,
    async put(event) {
      if (isBroken) throw new Error('the bus refuses');
      events.push({ ...event });
    },
    breakDown() {
      isBroken = true;
    },
    mend() {
      isBroken = false;
    },
  };
}
