import type { OktaOrg } from './emulators/okta-org.ts';
import { generateEvents } from './event-generator.ts';

/** Where the simulated org's events come from and how fast they happen. */
export interface FeedOptions {
  /** The texts of a file, served once, also over several runs of a kept org; otherwise generated ones. */
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

/** What happened so long before the start is there at once: the first poll finds something to deliver. */
const HEAD_START_MS = 1_000;

/** Persists events in the org: the first of them before it returns, and the rest beat by beat where there is a rate. */
export function startFeed(org: Pick<OktaOrg, 'persist' | 'orderOf'>, options: FeedOptions, seed: number): Feed {
  const { rate } = options;
  const texts = options.texts?.filter((text) => !isKept(org, text));
  const count = texts?.length ?? options.count ?? (rate === undefined ? 0 : Number.POSITIVE_INFINITY);
  const headStart = rate === undefined ? count : Math.ceil((HEAD_START_MS / 1000) * rate);
  const intervalMs = rate === undefined ? 1 : 1000 / rate;
  const startAt = new Date(Date.now() - headStart * intervalMs);
  const source = texts ? texts.values() : generateEvents({ seed, startAt, intervalMs });
  let served = 0;

  const persistUpTo = (total: number): void => {
    const due = Math.min(total, count) - served;
    if (due <= 0) return;
    org.persist(next(source, due));
    served += due;
  };

  persistUpTo(headStart);
  if (rate === undefined) return { isComplete: true, stop: () => undefined };

  const startedMs = performance.now();
  const timer = setInterval(
    () => persistUpTo(headStart + Math.floor(((performance.now() - startedMs) / 1000) * rate)),
    BEAT_MS,
  );
  return {
    get isComplete() {
      return served >= count;
    },
    stop: () => clearInterval(timer),
  };
}

/** Not `source.take(n)`, which ends a generator after its n. */
const next = (source: Iterator<string>, count: number): string[] =>
  Array.from({ length: count }, () => source.next()).flatMap(({ done, value }) => (done === true ? [] : [value]));

/** A kept org has the events of the file that an earlier run got to. */
function isKept(org: Pick<OktaOrg, 'orderOf'>, text: string): boolean {
  const { uuid } = JSON.parse(text) as { readonly uuid?: unknown };
  return typeof uuid === 'string' && org.orderOf(uuid) !== undefined;
}
