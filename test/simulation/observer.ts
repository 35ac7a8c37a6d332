import { isChosen } from '../../lambdas/core/chosen-start.ts';
import type { LifecycleEvent } from '../../lambdas/core/lifecycle-event.ts';
import type { LogEvent } from '../../lambdas/core/log-event.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import { unreachable } from '../../lambdas/core/unreachable.ts';
import { type Account, accountOf, type Broken, isTold, orderBehind } from './account.ts';
import { attemptsObserver } from './attempts-observer.ts';
import { DEPLOYMENT } from './deployment.ts';
import type { Invocation } from './machine.ts';
import type { SimulatedOrg } from './simulated-org.ts';
import type { Written } from './simulated-table.ts';

export interface Observer {
  readonly broken: readonly Broken[];
  readonly accounts: ReadonlyMap<string, Account>;
  /** Every lifecycle event that was written with a change. */
  readonly happened: readonly LifecycleEvent[];
  wrote(written: Written): void;
  took(streamId: string, uuid: string): void;
  setAside(streamId: string, uuid: string): void;
  sawStream(invocation: Invocation, stream: Pick<LogStream, 'id' | 'status' | 'acknowledged'>): void;
  beginsAttempt(invocation: Invocation, stream: LogStream, events: readonly LogEvent[]): void;
  endsAttempt(invocation: Invocation, stream: LogStream, events: readonly LogEvent[], isFailed: boolean): void;
  /** A function is handed a message, which comes for the so manieth time. */
  handsOut(functionName: string, streamId: string, receives: number): void;
  /** The writer of what is written next; deactivations are counted against its attempts. */
  writing(invocation: Invocation): void;
  break(promise: Broken['promise'], what: string): void;
}

/** Watches a history from outside the functions: the org, the table and the targets, at every step. */
export function observer(
  org: SimulatedOrg,
  nowMs: () => number,
  maxReceives: number = DEPLOYMENT.delivererReceives,
): Observer {
  const accounts = new Map<string, Account>();
  const broken: Broken[] = [];
  const happened: LifecycleEvent[] = [];
  let writer: Invocation | undefined;
  /** How often the message that came most often had come, by function and stream. */
  const received = new Map<string, number>();

  const fail = (promise: Broken['promise'], what: string): void => void broken.push({ promise, what });
  const isExcused = (account: Account, order: number): boolean =>
    account.taken.has(order) || isTold(account, order, org, nowMs());

  const attempts = attemptsObserver({ accounts, org, isExcused, fail });

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

  const requireForward = (account: Account, from: number, to: number): void => {
    if (to >= from || to < account.rereadTo) return;
    fail('repeated', `acknowledged of ${account.id} moves back from event ${from} to event ${to}`);
  };

  const open = (stream: LogStream): void => {
    accounts.set(stream.id, accountOf(stream, org.firstFrom(Date.parse(stream.created))));
  };

  const deactivated = ({ id, deactivation }: LogStream): void => {
    if (!deactivation) return fail('two attempts', `${id} was deactivated without a reason`);
    switch (deactivation.code) {
      case 'ADMIN':
        if (!writer?.name.startsWith('admin'))
          fail('two attempts', `${id} was deactivated for an admin by ${writer?.name}`);
        return;
      case 'INTERNAL':
        if ((received.get(`${writer?.name} ${id}`) ?? 0) < maxReceives) {
          fail(
            'two attempts',
            `${id} was given up by ${writer?.name} before a message had come ${maxReceives} times`,
          );
        }
        return;
      case 'TARGET_CONFIGURATION':
      case 'TARGET_REJECTED':
      case 'TARGET_TIMEOUT':
      case 'TARGET_UNAVAILABLE': {
        const failed = writer ? attempts.failedBy(writer, id) : 0;
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
    handsOut(functionName, streamId, receives) {
      const key = `${functionName} ${streamId}`;
      received.set(key, Math.max(received.get(key) ?? 0, receives));
    },
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
      if (gap && gap.at !== old.possibleGap?.at) {
        if (isChosen(gap)) skip(account, Date.parse(gap.restartedFrom));
        else if (stream.read.cursor !== old.read.cursor)
          account.rereadTo = Math.max(account.rereadTo, orderBehind(org, old.read, 0));
      }
      const isMoved = JSON.stringify(stream.acknowledged) !== JSON.stringify(old.acknowledged);
      if (isMoved) {
        const order = orderBehind(org, stream.acknowledged, account.checkedTo);
        if (old.status === 'INACTIVE' && stream.status === 'ACTIVE') startedAnew(account, order);
        else requireForward(account, orderBehind(org, old.acknowledged, 0), order);
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
    sawStream: attempts.saw,
    beginsAttempt: attempts.begins,
    endsAttempt: attempts.ends,
    break: fail,
  };
}
