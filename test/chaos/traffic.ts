import { generateEvents } from '../../local/event-generator.ts';
import { type Feed, startFeed } from '../../local/feed.ts';
import type { Ends } from './ends.ts';

/** What happens in the org while faults strike. */
export interface Traffic {
  /** More events at once than the backlog of a stream may have, one among them that no event bus takes. */
  burst(events: number): void;
  stop(): void;
}

export function startTraffic(
  org: Ends['org'],
  { seed, rate }: { readonly seed: number; readonly rate: number },
): Traffic {
  const feed: Feed = startFeed(org, { rate }, seed);
  let bursts = 0;

  return {
    burst(events) {
      bursts += 1;
      const source = generateEvents({ seed: seed + bursts, startAt: new Date(), intervalMs: 1 });
      const [first = '', ...rest] = source.take(events).toArray();
      org.persist([beyond64Bits(first), ...rest]);
    },
    stop: () => feed.stop(),
  };
}

/** The member that makes an event one that no event bus takes. */
export const OVERSIZED = '"oversized":';

/** EventBridge refuses integers that fit no 64 bits; the event is set aside for its bus, and Splunk takes it. */
const beyond64Bits = (text: string): string => `${text.slice(0, -1)},${OVERSIZED}123456789012345678901234567890}`;
