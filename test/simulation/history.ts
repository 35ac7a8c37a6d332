import { createStream } from '../../lambdas/core/create-stream.ts';
import { activate } from '../../lambdas/core/lifecycle.ts';
import { backlogOf } from '../../lambdas/core/log-stream.ts';
import { ADMIN } from '../support/callers.ts';
import { newStream, perform } from './deeds.ts';
import type { Occurrence } from './faults.ts';
import { machine } from './machine.ts';
import { type Account, type Broken, isTold } from './account.ts';
import { type Outside, outsideOf } from './outside.ts';
import { type Deed, type Plan, planOf } from './plan.ts';
import { type Functions, functionsOf } from './running.ts';

export interface HistoryOptions {
  readonly seed: number;
  /** Keys of the deeds and faults that are to happen; all of them without it. */
  readonly keep?: ReadonlySet<string> | undefined;
  readonly isTraced?: boolean;
}

export interface History {
  readonly plan: Plan;
  readonly deeds: readonly Deed[];
  readonly faults: readonly Occurrence[];
  readonly broken: readonly Broken[];
  /** What the journals said and the targets met, by how often. */
  readonly reached: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly simulatedMs: number;
  /** From the end of all trouble until nothing was left to do. */
  readonly restMs: number;
  readonly events: number;
  readonly deliveries: number;
  readonly duplicates: number;
  readonly rewinds: number;
  readonly trace: readonly string[];
}

const START_MS = Date.parse('2026-03-01T00:00:00.000Z');
const HOUR = 3_600_000;
/** The poller gives a backlog up for lost after an hour, twice in a row if a message is lost again. */
const MAX_REST_MS = 6 * HOUR;

/** Many times what any history took: one that goes on without end is as bad as one that loses something. */
const MAX_STEPS = 100_000;
const ACTIVATE_EVERY_MS = 600_000;

/**
 * Lives one history: everything that goes wrong in it, then rest, in which everything that was owed must come to be.
 */
export async function live({ seed, keep, isTraced = false }: HistoryOptions): Promise<History> {
  const plan = planOf(seed);
  function isKept({ key }: Deed): boolean {
    return keep?.has(key) ?? true;
  }
  const wakings = plan.deeds.filter(isKept).map((deed) => (deed.kind === 'sleep' ? deed.atMs + deed.ms : 0));
  const calmAtMs = START_MS + plan.disturbedMs + Math.max(0, ...wakings);
  const world = machine({ seed, startMs: START_MS, calmAtMs, faultRate: plan.faultRate, keep, isTraced });
  const outside = outsideOf(plan, world);
  const functions = functionsOf(outside);
  const deeds = plan.deeds.filter(isKept);

  for (let number = 0; number < plan.streams; number += 1) {
    const key = `first ${number}`;
    world.after(
      number,
      () => void functions.admin(key, (deps) => createStream(deps, newStream(outside, key), ADMIN)),
    );
  }
  for (const deed of deeds) world.after(deed.atMs, () => perform(deed, outside, functions));
  world.after(calmAtMs - START_MS, () => comeToRest(outside, functions));
  functions.begin();

  let isAtRest = false;
  functions.onTick(() => {
    if (!world.isCalm() || isAtRest) return;
    isAtRest = unsettled(outside, functions).length === 0;
  });
  const endMs = calmAtMs + MAX_REST_MS;
  const { broken } = outside.observer;
  await world.run(() => !isAtRest && broken.length === 0 && world.now().getTime() < endMs && world.steps < MAX_STEPS);
  if (broken.length === 0) judgeTheEnd(outside, functions);

  const accounts = [...outside.observer.accounts.values()];
  return {
    plan,
    deeds,
    faults: world.faults.occurred,
    broken,
    reached: outside.reached,
    steps: world.steps,
    simulatedMs: world.now().getTime() - START_MS,
    restMs: world.now().getTime() - calmAtMs,
    events: outside.org.events.length,
    deliveries: sum(accounts.map(({ deliveries }) => deliveries)),
    duplicates: sum(accounts.map(({ duplicates }) => duplicates)),
    rewinds: outside.reached.get('rewound') ?? 0,
    trace: world.trace,
  };
}

/** The targets are mended, the tokens are right, and an admin activates what is down, again and again. */
function comeToRest(outside: Outside, functions: Functions): void {
  outside.mend();
  outside.secrets.put('okta', JSON.stringify({ token: outside.oktaToken() }));
  for (const { stream } of outside.observer.accounts.values()) outside.storeHecToken(stream);
  let round = 0;
  const activateAll = (): void => {
    round += 1;
    for (const { stream, isDeleted } of outside.observer.accounts.values()) {
      if (isDeleted || stream.status === 'ACTIVE') continue;
      void functions.admin(`rest ${round} ${stream.id}`, (deps) => activate(deps, stream.id, ADMIN));
    }
    outside.machine.after(ACTIVATE_EVERY_MS, activateAll);
  };
  activateAll();
}

/** What is left to do or to deliver, in words. */
function unsettled(outside: Outside, functions: Functions): string[] {
  const { accounts } = outside.observer;
  const { size } = outside.queue;
  return [
    ...(functions.running > 0 ? [`${functions.running} functions are at work`] : []),
    ...(size > 0 ? [`${size} messages are in the queue`] : []),
    ...(outside.deadLetters.size > 0 ? [`${outside.deadLetters.size} dead letters are left`] : []),
    ...[...accounts.values()]
      .filter(({ isDeleted }) => !isDeleted)
      .flatMap((account) => unsettledOf(account, outside)),
    ...leftIn(outside),
  ];
}

function unsettledOf(account: Account, { org, machine: { now } }: Outside): string[] {
  const { id, stream, taken, owedFrom } = account;
  const missing = org.events.filter(
    (_, order) => order >= owedFrom && !taken.has(order) && !isTold(account, order, org, now().getTime()),
  );
  return [
    ...(stream.status === 'INACTIVE' ? [`${id} is INACTIVE`] : []),
    ...(backlogOf(stream) > 0 ? [`${id} has a backlog of ${backlogOf(stream)}`] : []),
    ...missing.map(({ uuid }) => `${id} was never given ${uuid}`),
  ];
}

/** Of the admin's side: events to announce, names held, and what is left of deleted streams. */
function leftIn({ table, secrets, observer }: Outside): string[] {
  const streams = table.items().filter(({ sk }) => String(sk).startsWith('stream#'));
  const held = (table.items().find(({ sk }) => sk === 'reservations')?.['held'] ?? []) as unknown[];
  const alive = new Set(streams.map(({ id }) => `hec/${String(id)}`));
  const orphans = [...secrets.all.keys()].filter((name) => name.startsWith('hec/') && !alive.has(name));
  return [
    ...streams
      .filter(({ outbox }) => (outbox as unknown[]).length > 0)
      .map(({ id }) => `${String(id)} has events to announce`),
    ...streams.filter(({ deletedAt }) => deletedAt !== undefined).map(({ id }) => `${String(id)} is not purged`),
    ...(held.length > 0 ? [`${held.length} names are held`] : []),
    ...orphans.map((name) => `the token ${name} is left`),
    ...sharedNames([...observer.accounts.values()]),
  ];
}

function sharedNames(accounts: readonly Account[]): string[] {
  const names = accounts.filter(({ isDeleted }) => !isDeleted).map(({ stream }) => stream.name);
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `two streams are named ${name}`);
}

function judgeTheEnd(outside: Outside, functions: Functions): void {
  const { observer, table } = outside;
  for (const what of unsettled(outside, functions)) {
    observer.break(what.includes('was never given') ? 'lost' : 'stuck', what);
  }
  const logged = new Set(table.items().map(({ uuid }) => uuid));
  for (const { uuid } of observer.happened) {
    if (!logged.has(uuid)) observer.break('lifecycle', `${uuid} is not in the lifecycle log`);
    if (!outside.onBus.has(uuid)) observer.break('lifecycle', `${uuid} was not put on the bus`);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
