import { foundCompany } from './company/company.ts';
import type { Scene, World } from './company/happening.ts';
import { createRandom } from './company/random.ts';
import { adminChange, joiner, leaver, longPolicy } from './company/scenes-admin.ts';
import { directoryImport, tokenGrant } from './company/scenes-jobs.ts';
import { federatedSignIn, newDevice, newPassword, signIn, signOut, wrongPassword } from './company/scenes-sign-in.ts';
import {
  deniedPush,
  directoryAgentLockedOut,
  forbiddenApp,
  passwordSpray,
  rateLimitWarning,
} from './company/scenes-trouble.ts';
import { writeEvent } from './company/event-text.ts';

export interface EventGeneratorOptions {
  /** The same seed and start give the same events; another start gives other uuids, so runs do not collide. */
  readonly seed: number;
  /** When the first event is persisted. */
  readonly startAt: Date;
  /** From one event to the next, in persistence order. */
  readonly intervalMs: number;
}

const LATE_PROBABILITY = 0.03;
const MAX_LATENESS_MS = 15 * 60_000;

/**
 * The log events of a small made-up company, as JSON texts, in the order in which an org would persist them:
 * event n at `startAt + n * intervalMs`. `published` is that moment, but for a few per cent it is seconds or
 * minutes earlier, as when a part of Okta reports late. Never ends.
 */
export function* generateEvents({ seed, startAt, intervalMs }: EventGeneratorOptions): Generator<string, never> {
  const random = createRandom([seed]);
  const identity = createRandom([seed, startAt.getTime() / 2 ** 32, startAt.getTime() % 2 ** 32]);
  const world: World = { random, company: foundCompany(random) };

  for (let count = 0; ;) {
    for (const happening of sceneOf(world)(world)) {
      const lateness = random.chance(LATE_PROBABILITY) ? 1000 + random.below(MAX_LATENESS_MS) : 0;
      const published = new Date(startAt.getTime() + count * intervalMs - lateness);
      yield writeEvent(happening, { random, uuid: identity.uuid(), published });
      count += 1;
    }
  }
}

/** What happens at work, and how often against one another. */
const SCENES: readonly (readonly [scene: Scene, weight: number])[] = [
  [signIn, 100],
  [wrongPassword, 20],
  [directoryImport, 20],
  [tokenGrant, 20],
  [adminChange, 20],
  [signOut, 15],
  [federatedSignIn, 10],
  [forbiddenApp, 6],
  [joiner, 4],
  [leaver, 4],
  [newDevice, 4],
  [newPassword, 4],
  [deniedPush, 3],
  [passwordSpray, 3],
  [rateLimitWarning, 2],
  [longPolicy, 1],
  [directoryAgentLockedOut, 1],
];

const SCENES_BY_WEIGHT = SCENES.flatMap(([scene, weight]) => Array.from({ length: weight }, () => scene));

const sceneOf = ({ random }: World): Scene => random.pick(SCENES_BY_WEIGHT);
