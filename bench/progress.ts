import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine } from '../local/function-log.ts';

/** How far a stream is, told by what the functions log. */
export interface Progress {
  observe(line: LogLine): void;
  /** Sent to the queue, and accepted by the target. */
  readonly queued: number;
  readonly delivered: number;
  /** Resolves with the next line, or after `ms`. Rejects once something was logged that no undisturbed run logs. */
  change(ms: number): Promise<void>;
}

export function progress(): Progress {
  const lines = new EventEmitter();
  let queued = 0;
  let delivered = 0;
  let trouble: string | undefined;

  return {
    observe(line) {
      if ('metrics' in line) return;
      if (!('entry' in line)) trouble = line.text;
      else if (line.entry.what === 'slices queued') queued += line.entry.events;
      else if (line.entry.what === 'delivered') delivered += line.entry.delivery.events;
      else if (line.entry.what !== 'page read' && line.entry.what !== 'backpressure') {
        trouble = JSON.stringify(line.entry);
      }
      lines.emit('line');
    },
    get queued() {
      return queued;
    },
    get delivered() {
      return delivered;
    },
    async change(ms) {
      const waited = new AbortController();
      const { signal } = waited;
      await Promise.race([once(lines, 'line', { signal }), sleep(ms, undefined, { signal })]);
      // The loser of the race.
      waited.abort();
      if (trouble !== undefined) throw new Error(`a function logged: ${trouble}`);
    },
  };
}
