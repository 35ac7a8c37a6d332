import {
  ADMIN_COUNT,
  APPS,
  GROUPS,
  PEOPLE,
  type Place,
  PLACES,
  POLICIES,
  RULES,
  SERVICES,
  USER_AGENTS,
  type UserAgent,
} from './names.ts';
import type { Random } from './random.ts';

/** An actor or a target, as Okta writes both. */
export interface Entity {
  readonly id: string;
  readonly type: string;
  readonly alternateId: string | null;
  readonly displayName: string | null;
  readonly detailEntry: Readonly<Record<string, unknown>> | null;
}

export interface Person {
  readonly user: Entity;
  readonly home: Place;
  readonly agent: UserAgent;
  /** What Okta Verify knows of their machine, if it runs there. */
  readonly device: Readonly<Record<string, unknown>> | null;
}

/** A small company: its people, and what they sign in to. */
export interface Company {
  readonly people: readonly Person[];
  readonly admins: readonly Person[];
  readonly apps: readonly Entity[];
  readonly services: readonly Entity[];
  readonly groups: readonly Entity[];
  readonly policies: readonly Entity[];
  readonly rules: readonly Entity[];
  /** Actor of what the org does by itself. */
  readonly system: Entity;
}

export function foundCompany(random: Random): Company {
  const named = (prefix: string, type: string) => (name: string) => entity(random, { prefix, type, name });
  const people = PEOPLE.map(([login, name]) => ({
    user: entity(random, { prefix: '00u', type: 'User', name, alternateId: `${login}@example.com` }),
    home: random.pick(PLACES),
    agent: random.pick(USER_AGENTS),
    device: random.chance(0.25) ? deviceOf(random, login) : null,
  }));

  return {
    people,
    admins: people.slice(0, ADMIN_COUNT),
    apps: APPS.map(([name, signOnModeType]) =>
      entity(random, {
        prefix: '0oa',
        type: 'AppInstance',
        name,
        alternateId: name,
        detailEntry: { signOnModeType },
      }),
    ),
    services: SERVICES.map(named('0oa', 'PublicClientApp')),
    groups: GROUPS.map(named('00g', 'UserGroup')),
    policies: POLICIES.map(named('00p', 'Policy')),
    rules: RULES.map(named('rul', 'Rule')),
    system: entity(random, {
      prefix: 'spr',
      type: 'SystemPrincipal',
      name: 'Okta System',
      alternateId: 'system@okta.com',
    }),
  };
}

const deviceOf = (random: Random, login: string) => ({
  id: random.id('guo'),
  name: `${login}-laptop`,
  os_platform: 'OSX',
  os_version: '15.6.0',
  managed: random.chance(0.5),
  registered: true,
  device_integrator: null,
  disk_encryption_type: 'ALL_INTERNAL_VOLUMES',
  screen_lock_type: 'BIOMETRIC',
  jailbreak: null,
  secure_hardware_present: true,
});

export const entity = (
  random: Random,
  { prefix, type, name, alternateId = null, detailEntry = null }: EntityDetails,
): Entity => ({ id: random.id(prefix), type, alternateId, displayName: name, detailEntry });

export interface EntityDetails {
  /** Of the id: Okta's `00u` for users, `0oa` for apps, and so on. */
  readonly prefix: string;
  readonly type: string;
  readonly name: string;
  readonly alternateId?: string | null;
  readonly detailEntry?: Entity['detailEntry'];
}
