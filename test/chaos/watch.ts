import type { Entry } from '../../lambdas/core/journal.ts';
import type { Happening } from './explain.ts';
import type { TargetName } from './ends.ts';

export interface WhileInactive {
  readonly target: TargetName;
  /** Since the run told that the stream is INACTIVE. */
  readonly afterMs: number;
}

/** What the run tells of itself, as far as it explains what its targets see. */
export interface Watch {
  observe(entry: Entry, loggedMs: number): void;
  /** Everything that the process or its deliverers were doing ended unheard, until work went on. */
  interrupted(what: string, fromMs: number, toMs: number): void;
  nameStream(id: string, target: TargetName): void;
  /** An admin asks for the stream to be activated: from then on it may be ACTIVE, also when the answer never comes. */
  activating(target: TargetName): void;
  /** A request with events for the target. */
  delivery(target: TargetName): void;
  happeningsOf(target: TargetName): readonly Happening[];
  /** Requests that a target got while its stream was INACTIVE. */
  readonly whileInactive: readonly WhileInactive[];
  /** Journal entries by what they say. */
  readonly counts: ReadonlyMap<string, number>;
  isInactive(target: TargetName): boolean;
}

/** What ends a delivery, or one of its attempts. */
const ENDS: Partial<Record<Entry['what'], Pick<Happening, 'what' | 'ends'>>> = {
  delivered: { what: 'delivered', ends: 'acknowledged' },
  deactivated: { what: 'the rest of its slice failed, and the stream was deactivated', ends: 'delivery' },
  'delivery interrupted': { what: 'the table did not take the acknowledgement', ends: 'delivery' },
  rewound: { what: 'the stream was rewound', ends: 'delivery' },
  'attempt failed': { what: 'its attempt ended before the answer was read', ends: 'attempt' },
};

const endOf = (entry: Entry): Pick<Happening, 'what' | 'ends'> | undefined =>
  entry.what === 'message dropped' && entry.reason === 'lost a race'
    ? { what: 'the stream was changed during its delivery', ends: 'delivery' }
    : ENDS[entry.what];

export function watch(now: () => number): Watch {
  const targets = new Map<string, TargetName>();
  const happenings = { splunk: [] as Happening[], bus: [] as Happening[] };
  const inactiveSince = new Map<TargetName, number>();
  const counts = new Map<string, number>();
  const whileInactive: WhileInactive[] = [];

  return {
    observe(entry, loggedMs) {
      counts.set(entry.what, (counts.get(entry.what) ?? 0) + 1);
      const target = 'streamId' in entry && entry.streamId !== undefined ? targets.get(entry.streamId) : undefined;
      if (!target) return;
      if (entry.what === 'deactivated') inactiveSince.set(target, now());
      if (entry.what === 'activated') inactiveSince.delete(target);
      const end = endOf(entry);
      if (end) happenings[target].push({ ...end, fromMs: loggedMs, toMs: loggedMs });
    },
    interrupted(what, fromMs, toMs) {
      for (const each of [happenings.splunk, happenings.bus]) each.push({ what, ends: 'delivery', fromMs, toMs });
    },
    nameStream: (id, target) => void targets.set(id, target),
    activating: (target) => void inactiveSince.delete(target),
    delivery(target) {
      const sinceMs = inactiveSince.get(target);
      if (sinceMs !== undefined) whileInactive.push({ target, afterMs: now() - sinceMs });
    },
    happeningsOf: (target) => happenings[target].toSorted((a, b) => a.fromMs - b.fromMs),
    whileInactive,
    counts,
    isInactive: (target) => inactiveSince.has(target),
  };
}
