import { isChosen } from '../../lambdas/core/chosen-start.ts';
import type { LifecycleEvent } from '../../lambdas/core/lifecycle-event.ts';
import type { LogEvent } from '../../lambdas/core/log-event.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { Position } from '../../lambdas/core/position.ts';
import { unreachable } from '../../lambdas/core/unreachable.ts';
import type { Invocation } from './machine.ts';
import type { SimulatedOrg } from './simulated-org.ts';
import type { Written } from './simulated-table.ts';

/** One promise that was broken, and how. */
export interface Broken {
  readonly promise: 'lost' | 'order' | 'two attempts' | 'inactive' | 'rate limit' | 'secret' | 'stuck' | 'lifecycle';
  readonly what: string;
}

/** What is known of one stream from outside: what it is owed and what was given to it. */
export interface Account {
  readonly id: string;
  readonly isOrdered: boolean;
  stream: LogStream;
  isDeleted: boolean;
  /** Order of the first event that it is owed. */
  readonly owedFrom: number;
  readonly taken: Set<number>;
  /** Skipped, and the stream says so. */
  readonly told: Set<number>;
  /** Up to here, this one not included, everything was found taken. */
  checkedTo: number;
  /** The furthest event that was taken. */
  furthest: number;
  deliveries: number;
  duplicates: number;
}

interface Attempting {
  /** Whether the function saw the stream ACTIVE since it began its last attempt. */
  sawActive: boolean;
  /** Of the message at hand, in order; `failed` ones only count in a row. */
  failedEvents: ReadonlySet<string>[];
}

export interface Observer {
  readonly broken: readonly Broken[];
  readonly accounts: ReadonlyMap<string, Account>;
  /** Every lifecycle event that was written with a change. */
  readonly happened: readonly LifecycleEvent[];
  wrote(written: Written): void;
  took(streamId: string, uuid: string): void;
  setAside(streamId: string, uuid: string): void;
  sawStream(invocation: Invocation, stream: Pick<LogStream, 'id' | 'status'> | undefined): void;
  beginsAttempt(invocation: Invocation, stream: LogStream, events: readonly LogEvent[]): void;
  endsAttempt(invocation: Invocation, stream: LogStream, events: readonly LogEvent[], isFailed: boolean): void;
  /** The writer of what is written next; deactivations are counted against its attempts. */
  writing(invocation: Invocation): void;
  break(promise: Broken['promise'], what: string): void;
}

const RETENTION_MS = 90 * 86_400_000;

/** Watches a history from outside the functions: the org, the table and the targets, at every step. */
export function observer(org: SimulatedOrg, nowMs: () => number): Observer {
  const accounts = new Map<string, Account>();
  const broken: Broken[] = [];
  const happened: LifecycleEvent[] = [];
  const attempting = new WeakMap<Invocation, Map<string, Attempting>>();
  let writer: Invocation | undefined;

  const fail = (promise: Broken['promise'], what: string): void => void broken.push({ promise, what });
  const attemptsOf = (invocation: Invocation, id: string): Attempting => {
    const streams = attempting.get(invocation) ?? new Map<string, Attempting>();
    attempting.set(invocation, streams);
    const found = streams.get(id) ?? { sawActive: false, failedEvents: [] };
    streams.set(id, found);
    return found;
  };

  /** Order of the first event behind a position. */
  const orderBehind = ({ after, cursor }: Position, fallback: number): number => {
    if (after !== undefined) return (org.orderOf(after) ?? fallback - 1) + 1;
    const since = new URL(cursor).searchParams.get('since');
    return since === null ? fallback : org.firstFrom(Date.parse(since));
  };

  const isExcused = (account: Account, order: number): boolean =>
    account.taken.has(order) || isTold(account, order, org, nowMs());

  const requireTaken = (account: Account, to: number): void => {
    for (let order = Math.max(account.checkedTo, account.owedFrom); order < to; order += 1) {
      if (isExcused(account, order)) continue;
      fail(
        'lost',
        `${account.id}: acknowledged passes ${org.events[order]?.uuid}, which was neither taken nor set aside`,
      );
    }
    account.checkedTo = Math.max(account.checkedTo, to);
  };

  /** What an admin chose to skip. */
  const skip = (account: Account, untilMs: number): void => {
    for (let order = account.owedFrom; order < org.firstFrom(untilMs); order += 1) {
      if (!account.taken.has(order)) account.told.add(order);
    }
  };

  const startedAnew = (account: Account, order: number): void => {
    for (const skipped of account.told) if (skipped >= order) account.told.delete(skipped);
    account.furthest = Math.min(account.furthest, order - 1);
    account.checkedTo = Math.min(account.checkedTo, order);
  };

  const open = (stream: LogStream): void => {
    const owedFrom = org.firstFrom(Date.parse(stream.created));
    accounts.set(stream.id, {
      id: stream.id,
      isOrdered: stream.type === 'splunk_cloud_logstreaming',
      stream,
      isDeleted: false,
      owedFrom,
      taken: new Set(),
      told: new Set(),
      checkedTo: owedFrom,
      furthest: -1,
      deliveries: 0,
      duplicates: 0,
    });
  };

  const deactivated = ({ id, deactivation }: LogStream): void => {
    if (!deactivation) return fail('two attempts', `${id} was deactivated without a reason`);
    switch (deactivation.code) {
      case 'ADMIN':
      case 'INTERNAL':
        return;
      case 'TARGET_CONFIGURATION':
      case 'TARGET_REJECTED':
      case 'TARGET_TIMEOUT':
      case 'TARGET_UNAVAILABLE': {
        const failed = writer ? attemptsOf(writer, id).failedEvents.length : 0;
        if (failed !== 2 || deactivation.attempts !== 2) {
          fail(
            'two attempts',
            `${id} was deactivated after ${failed} failed attempts; it says ${deactivation.attempts}`,
          );
        }
        return;
      }
      default:
        return unreachable(deactivation.code);
    }
  };

  return {
    broken,
    accounts,
    happened,
    writing(invocation) {
      writer = invocation;
    },
    wrote({ sk, before, after }) {
      if (!sk.startsWith('stream#')) return;
      const stream = after as unknown as LogStream | undefined;
      if (!stream) return;
      const known = new Set(((before?.['outbox'] ?? []) as LifecycleEvent[]).map(({ uuid }) => uuid));
      const told = (stream.outbox ?? []).filter(({ uuid }) => !known.has(uuid));
      happened.push(...told);
      const isChanged = before?.['status'] !== stream.status || before['revision'] !== stream.revision;
      if (isChanged && told.length === 0) fail('lifecycle', `a change of ${stream.id} is told by no event`);
      if (!before) return open(stream);
      const account = accounts.get(stream.id);
      if (!account) return fail('stuck', `${stream.id} is written and was never created`);
      const old = account.stream;
      account.stream = stream;
      account.isDeleted = 'deletedAt' in stream;

      const { possibleGap: gap } = stream;
      if (gap && gap.at !== old.possibleGap?.at && isChosen(gap)) skip(account, Date.parse(gap.restartedFrom));
      const isMoved = JSON.stringify(stream.acknowledged) !== JSON.stringify(old.acknowledged);
      if (isMoved) {
        const order = orderBehind(stream.acknowledged, account.checkedTo);
        if (old.status === 'INACTIVE') startedAnew(account, order);
        requireTaken(account, order);
      }
      if (old.status === 'ACTIVE' && stream.status === 'INACTIVE') deactivated(stream);
    },
    took(streamId, uuid) {
      const account = accounts.get(streamId);
      const order = org.orderOf(uuid);
      if (!account || order === undefined) return;
      account.deliveries += 1;
      if (account.taken.has(order)) {
        account.duplicates += 1;
        return;
      }
      account.taken.add(order);
      // What was skipped has no place in the order, should a restart read it all the same.
      const hasPlace = order >= account.owedFrom && !account.told.delete(order);
      if (account.isOrdered && hasPlace && order < account.furthest) {
        fail('order', `${streamId} took ${uuid} behind ${org.events[account.furthest]?.uuid}`);
      }
      if (hasPlace) account.furthest = Math.max(account.furthest, order);
    },
    setAside(streamId, uuid) {
      const order = org.orderOf(uuid);
      if (order !== undefined) accounts.get(streamId)?.taken.add(order);
    },
    sawStream(invocation, stream) {
      if (stream) attemptsOf(invocation, stream.id).sawActive = stream.status === 'ACTIVE';
    },
    beginsAttempt(invocation, stream, events) {
      const state = attemptsOf(invocation, stream.id);
      if (!state.sawActive)
        fail('inactive', `${invocation.name} sends to ${stream.id} without having seen it ACTIVE`);
      state.sawActive = false;
      const [last] = state.failedEvents.slice(-1);
      const isSameMessage = last !== undefined && events.every(({ id }) => last.has(id));
      if (!isSameMessage) state.failedEvents = [];
      if (state.failedEvents.length >= 2)
        fail('two attempts', `${invocation.name} makes a third attempt for ${stream.id}`);

      const account = accounts.get(stream.id);
      const orders = events.flatMap(({ id }) => org.orderOf(id) ?? []);
      const [first] = orders;
      if (!account || first === undefined) return;
      for (let order = Math.max(account.checkedTo, account.owedFrom); order < first; order += 1) {
        if (isExcused(account, order)) continue;
        fail('order', `${stream.id} is sent ${org.events[first]?.uuid} before ${org.events[order]?.uuid} was taken`);
        return;
      }
      if (orders.some((order, index) => index > 0 && order <= (orders[index - 1] ?? order))) {
        fail('order', `${stream.id} is sent events in another order than the org's`);
      }
    },
    endsAttempt(invocation, { id }, events, isFailed) {
      const state = attemptsOf(invocation, id);
      if (isFailed) state.failedEvents = [...state.failedEvents, new Set(events.map((event) => event.id))];
      else state.failedEvents = [];
    },
    break: fail,
  };
}

/** Whether the stream says that it may lack the event: an admin skipped it, or Okta keeps it no longer. */
export function isTold({ told, stream }: Account, order: number, org: SimulatedOrg, nowMs: number): boolean {
  if (told.has(order)) return true;
  const isGone = (org.events[order]?.persistedMs ?? nowMs) < nowMs - RETENTION_MS;
  return isGone && stream.possibleGap !== undefined && !isChosen(stream.possibleGap);
}
