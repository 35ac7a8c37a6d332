import type { OktaOrg } from './emulators/okta-org.ts';
import { generateEvents } from './event-generator.ts';

/** Where the simulated org's events come from and how fast they happen. */
export interface FeedOptions {
  /** The texts of a file, served once; otherwise generated ones. */
  readonly texts?: readonly string[] | undefined;
  /** How many generated events; without end if absent. */
  readonly count?: number | undefined;
  /** Events a second; all at once if absent. */
  readonly rate?: number | undefined;
}

export interface Feed {
  /** Everything there is to serve was persisted. */
  readonly isComplete: boolean;
  stop(): void;
}

/** The org's life goes on in beats of this length. */
const BEAT_MS = 200;

/** Persists events in the org, at once or beat by beat. */
export function startFeed(org: OktaOrg, { texts, count = texts?.length, rate }: FeedOptions, seed: number): Feed {
  const intervalMs = rate === undefined ? 1 : 1000 / rate;
  const atOnce = rate === undefined ? (count ?? 0) : 0;
  const startAt = new Date(Date.now() - atOnce * intervalMs);
  const source = texts ? texts.values() : generateEvents({ seed, startAt, intervalMs });
  let served = 0;

  const persistUpTo = (total: number): void => {
    const due = Math.min(total, count ?? Number.POSITIVE_INFINITY) - served;
    if (due <= 0) return;
    org.persist(source.take(due).toArray());
    served += due;
  };

  if (rate === undefined) {
    persistUpTo(count ?? 0);
    return { isComplete: true, stop: () => undefined };
  }
  const startedMs = performance.now();
  const timer = setInterval(() => persistUpTo(Math.floor(((performance.now() - startedMs) / 1000) * rate)), BEAT_MS);
  return {
    get isComplete() {
      return served >= (count ?? Number.POSITIVE_INFINITY);
    },
    stop: () => clearInterval(timer),
  };
}
