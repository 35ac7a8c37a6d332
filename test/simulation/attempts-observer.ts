import type { LogEvent } from '../../lambdas/core/log-event.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import { type Account, type Broken, orderBehind } from './account.ts';
import type { Invocation } from './machine.ts';
import type { SimulatedOrg } from './simulated-org.ts';

interface Attempting {
  /** Whether the function saw the stream ACTIVE since it began its last attempt. */
  sawActive: boolean;
  /** Order of the first event that the stream lacked when the function saw it last. */
  sawLacking: number;
  /** Of the message at hand, in order; `failed` ones only count in a row. */
  failedEvents: ReadonlySet<string>[];
}

/** Watches what deliverers send, and what each of them knew when it did. */
export function attemptsObserver(options: {
  readonly org: SimulatedOrg;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly isExcused: (account: Account, order: number) => boolean;
  readonly fail: (promise: Broken['promise'], what: string) => void;
}) {
  const { org, accounts, isExcused, fail } = options;
  const invocations = new WeakMap<Invocation, Map<string, Attempting>>();
  const stateOf = (invocation: Invocation, id: string): Attempting => {
    const streams = invocations.get(invocation) ?? new Map<string, Attempting>();
    invocations.set(invocation, streams);
    const found = streams.get(id) ?? { sawActive: false, sawLacking: 0, failedEvents: [] };
    streams.set(id, found);
    return found;
  };

  /** What lies before `first` was taken; `first` itself lacked when the function looked; the rest follows it. */
  const requirePlace = (account: Account, orders: readonly number[], sawLacking: number): void => {
    const [first] = orders;
    if (first === undefined) return;
    const { id } = account;
    const nameOf = (order: number): string | undefined => org.events[order]?.uuid;
    for (let order = Math.max(account.checkedTo, account.owedFrom); order < first; order += 1) {
      if (isExcused(account, order)) continue;
      fail('order', `${id} is sent ${nameOf(first)} before ${nameOf(order)} was taken`);
      return;
    }
    if (orders.some((order, index) => index > 0 && order <= (orders[index - 1] ?? order))) {
      fail('order', `${id} is sent events in another order than the org's`);
    }
    if (first < sawLacking && first >= account.rereadTo) {
      fail('repeated', `${id} is sent ${nameOf(first)}, which the function saw acknowledged`);
    }
  };

  return {
    failedBy: (invocation: Invocation, id: string): number => stateOf(invocation, id).failedEvents.length,

    saw(invocation: Invocation, stream: Pick<LogStream, 'id' | 'status' | 'acknowledged'>): void {
      const state = stateOf(invocation, stream.id);
      state.sawActive = stream.status === 'ACTIVE';
      state.sawLacking = orderBehind(org, stream.acknowledged, 0);
    },

    begins(invocation: Invocation, { id }: LogStream, events: readonly LogEvent[]): void {
      const state = stateOf(invocation, id);
      if (!state.sawActive) fail('inactive', `${invocation.name} sends to ${id} without having seen it ACTIVE`);
      state.sawActive = false;
      const last = state.failedEvents.at(-1);
      const isSameMessage = last !== undefined && events.every((event) => last.has(event.id));
      if (!isSameMessage) state.failedEvents = [];
      if (state.failedEvents.length >= 2) fail('two attempts', `${invocation.name} makes a third attempt for ${id}`);

      const account = accounts.get(id);
      const orders = events.flatMap((event) => org.orderOf(event.id) ?? []);
      if (account) requirePlace(account, orders, state.sawLacking);
    },

    ends(invocation: Invocation, { id }: LogStream, events: readonly LogEvent[], isFailed: boolean): void {
      const state = stateOf(invocation, id);
      state.failedEvents = isFailed ? [...state.failedEvents, new Set(events.map((event) => event.id))] : [];
    },
  };
}
