import { backlogOf, type LogStream } from '../../lambdas/core/log-stream.ts';
import type { Deployment } from './deployment.ts';
import { idsOf } from './events.ts';

/** What is broken of the promises that hold at every moment, in words. */
export async function brokenPromises(made: Deployment): Promise<string[]> {
  const { streams } = await made.streams.load();
  return streams.flatMap((stream) => brokenTo(stream, made));
}

function brokenTo({ id, created, acknowledged }: LogStream, { log, target, undeliverable }: Deployment): string[] {
  const events = idsOf(log.since(new Date(created)));
  const taken = new Set([...target.firstAccepted(id), ...undeliverable.kept(id).map(({ eventId }) => eventId)]);
  const passed = acknowledged.after === undefined ? [] : events.slice(0, events.indexOf(acknowledged.after) + 1);
  const skipped = passed.filter((event) => !taken.has(event)).map((event) => `${id} skipped ${event}`);

  // A restart may repeat what was persisted before the stream was created; that has no place in its order.
  const exists = new Set(events);
  const first = target.firstAccepted(id).filter((event) => exists.has(event));
  const wasTaken = new Set(first);
  const order = events.filter((event) => wasTaken.has(event));
  return order.join() === first.join() ? skipped : [...skipped, `${id} got ${first.join()} in this order`];
}

/** What is broken of the promises that hold when all streams are ACTIVE and nothing is left to do. */
export async function unfinished(made: Deployment): Promise<string[]> {
  const { streams, log, target, undeliverable, queue } = made;
  const { streams: all } = await streams.load();
  const missing = all.flatMap(({ id, created }) => {
    const taken = new Set([...target.firstAccepted(id), ...undeliverable.kept(id).map(({ eventId }) => eventId)]);
    return idsOf(log.since(new Date(created)))
      .filter((event) => !taken.has(event))
      .map((event) => `${id} never got ${event}`);
  });
  const stuck = all.filter((stream) => stream.status === 'INACTIVE' || backlogOf(stream) > 0).map(({ id }) => id);
  return [
    ...(await brokenPromises(made)),
    ...missing,
    ...stuck.map((id) => `${id} is stuck`),
    ...queue.waiting().map(({ streamId }) => `a message of ${streamId} is left`),
  ];
}

/**
 * The targets are mended and an admin activates what was deactivated; work goes on until nothing happened for `quietMs`.
 * More than an hour lets the poller notice a backlog that nobody delivers; without it a loss must come out sooner.
 */
export async function comeToRest(made: Deployment, quietMs: number): Promise<void> {
  made.target.mend();
  await made.settle(quietMs);
  const { streams } = await made.streams.load();
  for (const { id } of streams) await made.activate(id);
  await made.settle(quietMs);
}
