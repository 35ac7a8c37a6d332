import type { Scheduler } from 'fast-check';
import type { AdminDeps } from '../../lambdas/core/admin.ts';
import type { DeliverDeps } from '../../lambdas/core/deliver.ts';
import type { PollDeps } from '../../lambdas/core/poll.ts';
import type { Deployment } from './deployment.ts';

/** The ports of a deployment, whose calls take effect and answer when `scheduler` says so. */
export function interleaved(
  made: Deployment,
  scheduler: Scheduler,
): { pollDeps: PollDeps; deliverDeps: DeliverDeps; adminDeps: AdminDeps } {
  const pause = (name: string) => scheduler.schedule(Promise.resolve(), name);
  const slow = <T extends object>(port: T): T => {
    const replaced = Object.entries(port).map(([name, member]: [string, unknown]) => [
      name,
      isCall(name, member)
        ? async (...args: unknown[]): Promise<unknown> => {
            await pause(`${name} takes effect`);
            const answer = await member(...args);
            await pause(`${name} answers`);
            return answer;
          }
        : member,
    ]);
    return { ...port, ...Object.fromEntries(replaced) };
  };
  const shared = { streams: slow(made.streams), undeliverable: slow(made.undeliverable) };
  return {
    pollDeps: { ...made.pollDeps, ...shared, systemLog: slow(made.log), queue: slow(made.queue) },
    deliverDeps: { ...made.deliverDeps, ...shared, target: slow(made.target) },
    adminDeps: { ...made.adminDeps, streams: shared.streams, tokens: slow(made.tokens) },
  };
}

/** What a port computes at once is no call. */
const AT_ONCE = new Set(['start', 'pack', 'peek']);

const isCall = (name: string, member: unknown): member is (...args: unknown[]) => unknown =>
  typeof member === 'function' && !AT_ONCE.has(name);
