import { describeError, LogStreamingError } from './errors.ts';
import type { Journal } from './journal.ts';
import type { LifecycleEvent } from './lifecycle-event.ts';
import type { LogStream } from './log-stream.ts';
import type {
  Clock,
  EventQueue,
  LifecycleBus,
  LifecycleLog,
  Loaded,
  Reservation,
  StreamStore,
  TokenStore,
} from './ports.ts';
import { isAbandoned, releaseName } from './reserve-name.ts';

export interface AnnounceDeps {
  readonly streams: StreamStore;
  readonly queue: Pick<EventQueue, 'sendLifecycle'>;
  readonly log: Pick<LifecycleLog, 'has' | 'append'>;
  readonly bus: LifecycleBus;
  readonly tokens: Pick<TokenStore, 'remove'>;
  readonly journal: Journal;
  readonly now: Clock;
}

/**
 * Announces what happened to streams, and finishes what was deleted or died half-created. An event stays in its
 * stream's outbox until it went everywhere, so whoever dies in between repeats some of it and leaves nothing out.
 * One stream's trouble does not hold up the others; fails with LIFECYCLE_UNFINISHED when anything is left.
 */
export async function announceAll(deps: AnnounceDeps): Promise<void> {
  const loaded = await deps.streams.load();
  const work = [
    ...[...loaded.streams, ...loaded.deleted].map((stream) => ({
      streamId: stream.id,
      run: () => settle(deps, stream, loaded),
    })),
    ...loaded.reservations.held
      .filter((held) => isAbandoned(held, deps.now()))
      .map((held) => ({ streamId: held.streamId, run: () => cleanUp(deps, held, loaded) })),
  ];

  let failures = 0;
  for (const { streamId, run } of work) {
    try {
      await run();
    } catch (error) {
      failures += 1;
      deps.journal({ what: 'announcement failed', streamId, message: describeError(error) });
    }
  }
  if (failures > 0) throw new LogStreamingError('LIFECYCLE_UNFINISHED', `${failures} streams are left to announce`);
}

async function settle(deps: AnnounceDeps, stream: LogStream, { streams, deleted }: Loaded): Promise<void> {
  for (const event of stream.outbox ?? []) {
    const others = streams.filter(({ id, status }) => id !== stream.id && status === 'ACTIVE');
    await announce(deps, stream, event, others);
  }
  if (!deleted.some(({ id }) => id === stream.id)) return;
  await deps.tokens.remove(stream.id);
  await deps.streams.purge(stream);
}

/** The others first: an event that is in the log was sent to them, so a repetition need not do it again. */
async function announce(
  deps: AnnounceDeps,
  stream: LogStream,
  event: LifecycleEvent,
  others: readonly LogStream[],
): Promise<void> {
  if (!(await deps.log.has(event))) {
    await Promise.all(others.map(({ id }) => deps.queue.sendLifecycle(id, event)));
    await deps.log.append(event, deps.now());
  }
  await deps.bus.put(event);
  await deps.streams.announced(stream, event);
  deps.journal({ what: 'announced', streamId: stream.id, eventId: event.uuid, streams: others.length });
}

/** A token may have been stored for a stream that never came to be, or that was deleted meanwhile. */
async function cleanUp(deps: AnnounceDeps, held: Reservation, { streams, deleted }: Loaded): Promise<void> {
  const { streamId } = held;
  if (![...streams, ...deleted].some(({ id }) => id === streamId)) await deps.tokens.remove(streamId);
  await releaseName(deps, held);
}
