import type { EventType } from './event-types.ts';
import type { Company, Entity, Person } from './company.ts';
import { type Place, PLACES, type UserAgent } from './names.ts';
import type { Random } from './random.ts';

/** One thing that happened; what the event says beyond it is form. */
export interface Happening {
  readonly eventType: EventType;
  readonly actor: Entity;
  readonly outcome?: Outcome;
  readonly severity?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** Absent where Okta writes null. */
  readonly target?: readonly Target[];
  /** Absent when the org does it by itself: nothing is known of a client then. */
  readonly visit?: Visit;
  readonly authentication?: Readonly<Record<string, unknown>>;
  readonly debugData?: Readonly<Record<string, unknown>>;
  /** Came through a proxy: two addresses in the chain. */
  readonly isProxied?: boolean;
}

export interface Outcome {
  readonly result: 'SUCCESS' | 'FAILURE' | 'ALLOW' | 'DENY' | 'CHALLENGE' | 'SKIPPED' | 'RATE_LIMIT';
  readonly reason: string | null;
}

export type Target = Entity & { readonly changeDetails?: Readonly<Record<'from' | 'to', unknown>> };

/** One request, or several of one session: from where, with what, and the ids that tie its events together. */
export interface Visit {
  readonly place: Place;
  readonly ip: string;
  readonly agent: UserAgent;
  readonly device: Person['device'];
  readonly sessionId: string;
  readonly transactionId: string;
}

export interface World {
  readonly random: Random;
  readonly company: Company;
}

/** Several things that belong together, in the order in which they happen. */
export type Scene = (world: World) => readonly Happening[];

/** A random person at work: what they do, each thing from the same place and in the same session. */
export interface Actor {
  readonly person: Person;
  readonly visit: Visit;
  does(eventType: EventType, details?: Partial<Happening>): Happening;
}

export function actor(world: World, people: readonly Person[] = world.company.people): Actor {
  const person = world.random.pick(people);
  const visit = visitOf(world.random, person);
  return { person, visit, does: (eventType, details) => ({ eventType, actor: person.user, visit, ...details }) };
}

const TRAVEL_PROBABILITY = 0.04;

export function visitOf(random: Random, { home, agent, device }: Omit<Person, 'user'>): Visit {
  const place = random.chance(TRAVEL_PROBABILITY) ? random.pick(PLACES) : home;
  return {
    place,
    agent,
    device,
    ip: `${place.network}${1 + random.below(254)}`,
    sessionId: `trs${random.text(20)}_g`,
    transactionId: random.hex(32),
  };
}

export const failure = (reason: string): Pick<Happening, 'outcome' | 'severity'> => ({
  severity: 'WARN',
  outcome: { result: 'FAILURE', reason },
});
