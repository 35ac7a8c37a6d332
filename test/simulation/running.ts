import type { AdminDeps } from '../../lambdas/core/admin.ts';
import { announceAll } from '../../lambdas/core/announce.ts';
import { poll } from '../../lambdas/core/poll.ts';
import { deliverBatch } from '../../lambdas/runtime/deliver-batch.ts';
import { recoverDeadLetters } from '../../lambdas/runtime/recover-dead-letters.ts';
import { adminContainer, announceContainer, type Container, deliverContainer, pollContainer } from './functions.ts';
import { DEPLOYMENT } from './deployment.ts';
import type { Ending, Invocation } from './machine.ts';
import { mapping } from './mapping.ts';
import type { Outside } from './outside.ts';

/** The functions of a deployment at work: who starts them, and what becomes of the messages that they were given. */
export interface Functions {
  /** Begins to poll and to deliver. */
  begin(): void;
  admin(key: string, body: (deps: AdminDeps) => Promise<unknown>): Promise<Ending<unknown>>;
  killAll(): void;
  /** Nothing is started for so long. */
  sleep(ms: number): void;
  /** Invocations under way. */
  readonly running: number;
  /** After each tick of the poller. */
  onTick(listener: () => void): void;
}

const LAST_READ_BEFORE_END_MS = 45_000;
const ANSWER_MS = 1_000;
const NUDGE_AGAIN_MS = 60_000;
const MAX_POLLERS = 2;
const MAX_DELIVERERS = 4;

export function functionsOf(outside: Outside): Functions {
  const { machine, queue, deadLetters, plan } = outside;
  const underWay = new Set<Invocation>();
  const count = { poll: 0, announce: 0 };
  let polling = 0;
  let isAnnouncing = false;
  let asleepUntilMs = 0;
  let isNudged = false;
  let ticked: () => void = () => undefined;
  const isAsleep = () => machine.now().getTime() < asleepUntilMs;
  const pollers = pool(() => pollContainer(outside));
  const deliverers = pool(() => deliverContainer(outside));
  const announcers = pool(() => announceContainer(outside));
  const admins = pool(() => adminContainer(outside));

  /** One invocation in a container that is free; one in which a function died is not used again. */
  async function invoke<Deps, T>(
    containers: Pool<Deps>,
    name: string,
    timeoutMs: number,
    body: (deps: Deps, deadlineOf: (marginMs: number) => Date) => Promise<T>,
  ): Promise<Ending<T>> {
    const container = containers.take();
    let self: Invocation | undefined;
    const ending = await machine.invoke(name, timeoutMs, (invocation) => {
      self = invocation;
      underWay.add(invocation);
      container.current = invocation;
      return body(container.deps, (marginMs) => new Date(invocation.startedMs + timeoutMs - marginMs));
    });
    if (self) underWay.delete(self);
    if (ending.kind !== 'killed') containers.free(container);
    return ending;
  }

  const runTick = async (name: string): Promise<void> => {
    await invoke(pollers, name, DEPLOYMENT.pollTimeoutMs, (deps, deadlineOf) =>
      poll(deps, deadlineOf(LAST_READ_BEFORE_END_MS)),
    );
    polling -= 1;
    ticked();
  };
  const tick = (): void => {
    const asleepMs = asleepUntilMs - machine.now().getTime();
    machine.after(Math.max(asleepMs, machine.isCalm() ? 60_000 : 10_000), tick);
    const number = (count.poll += 1);
    if (asleepMs > 0 || polling >= MAX_POLLERS) return;
    if (machine.faults.strike(`tick ${number}`, ['tick missed'], 0.5)) return;
    polling += 1;
    void runTick(`poll ${number}`);
  };

  const deliveries = mapping({
    machine,
    name: 'deliver',
    queue,
    batchSize: plan.batchSize,
    maxConcurrency: MAX_DELIVERERS,
    isAsleep,
    onBatch(name, records) {
      for (const { attributes } of records) {
        outside.observer.handsOut(name, attributes.MessageGroupId ?? '', Number(attributes.ApproximateReceiveCount));
      }
    },
    work: (name, records) =>
      invoke(deliverers, name, DEPLOYMENT.deliverTimeoutMs, (deps, deadlineOf) =>
        deliverBatch(deps, records, deadlineOf(ANSWER_MS)),
      ),
  });
  const recoveries = mapping({
    machine,
    name: 'recover',
    queue: deadLetters,
    batchSize: 10,
    maxConcurrency: 1,
    isAsleep,
    work: (name, records) =>
      invoke(deliverers, name, DEPLOYMENT.deliverTimeoutMs, async (deps) => {
        await recoverDeadLetters(deps, records);
        return { batchItemFailures: [] };
      }),
  });

  const announce = async (): Promise<void> => {
    if (!isNudged || isAnnouncing) return;
    isNudged = false;
    isAnnouncing = true;
    const { kind } = await invoke(
      announcers,
      `announce ${(count.announce += 1)}`,
      DEPLOYMENT.lifecycleTimeoutMs,
      announceAll,
    );
    isAnnouncing = false;
    if (kind !== 'finished') isNudged = true;
    machine.after(kind === 'finished' ? 1 : NUDGE_AGAIN_MS, () => void announce());
  };
  outside.onNudge(() => {
    isNudged = true;
    void announce();
  });
  outside.onMessage(() => {
    deliveries.look(5);
    recoveries.look(5);
  });

  return {
    begin: tick,
    async admin(key, body) {
      const ending = await invoke(admins, `admin ${key}`, DEPLOYMENT.adminTimeoutMs, body);
      outside.keepsSecret('an answer to an admin', ending.kind === 'failed' ? String(ending.error) : ending);
      return ending;
    },
    killAll: () => [...underWay].forEach((invocation) => machine.kill(invocation, 'everything is killed')),
    sleep(ms) {
      asleepUntilMs = Math.max(asleepUntilMs, machine.now().getTime() + ms);
      deliveries.look(ms + 1);
      recoveries.look(ms + 1);
    },
    get running() {
      return underWay.size;
    },
    onTick(listener) {
      ticked = listener;
    },
  };
}

interface Pool<Deps> {
  take(): Container<Deps>;
  free(container: Container<Deps>): void;
}

function pool<Deps>(create: () => Container<Deps>): Pool<Deps> {
  const idle: Container<Deps>[] = [];
  return { take: () => idle.pop() ?? create(), free: (container) => void idle.push(container) };
}
