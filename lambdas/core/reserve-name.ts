import type { AdminDeps } from './admin.ts';
import { InvalidStreamError, LogStreamingError } from './errors.ts';
import type { LogStream } from './log-stream.ts';
import type { Reservation, Reservations } from './ports.ts';

/** Longer than any function that creates a stream may run: what is held longer belongs to one that died. */
const HELD_MS = 2 * 60_000;

/** Of a creation that died half-way, or that gave up and said so. */
export const isAbandoned = ({ at }: Reservation, now: Date): boolean => now.getTime() - Date.parse(at) >= HELD_MS;

const GIVEN_UP = new Date(0).toISOString();

export type Wanted = Omit<Reservation, 'at'>;

/**
 * Holds a name, and an event source name where there is one, for a stream that is about to have it. Reservations are
 * read before the streams and written only if nothing changed since: of two admins who want one name, the second sees
 * the reservation of the first, or its stream. Fails with STREAM_INVALID, and with STREAM_LIMIT for a stream too many.
 */
export async function reserveName(deps: AdminDeps, wanted: Wanted): Promise<void> {
  for (;;) {
    const seen = await deps.streams.reservations();
    const { streams } = await deps.streams.load();
    const now = deps.now();
    const current = seen.held.filter((held) => held.streamId !== wanted.streamId && !isAbandoned(held, now));

    refuseTaken(wanted, [...streams.filter(({ id }) => id !== wanted.streamId).map(namesOf), ...current]);
    refuseTooMany(deps.maxLogStreams, wanted, streams, current);
    const mine = { ...wanted, at: now.toISOString() };
    if (await deps.streams.reserve(seen, [...othersIn(seen, wanted.streamId), mine])) return;
  }
}

/** The stream has its name, or will never have it. */
export const releaseName = (deps: Pick<AdminDeps, 'streams'>, streamId: string): Promise<void> =>
  change(deps, (seen) => othersIn(seen, streamId));

/** A creation failed with its token perhaps written: the name is free, and what was written is cleaned up. */
export const giveUpName = (deps: Pick<AdminDeps, 'streams'>, streamId: string): Promise<void> =>
  change(deps, ({ held }) => held.map((each) => (each.streamId === streamId ? { ...each, at: GIVEN_UP } : each)));

async function change(
  { streams }: Pick<AdminDeps, 'streams'>,
  next: (seen: Reservations) => readonly Reservation[],
): Promise<void> {
  for (;;) {
    const seen = await streams.reservations();
    if (await streams.reserve(seen, next(seen))) return;
  }
}

const othersIn = ({ held }: Reservations, streamId: string): readonly Reservation[] =>
  held.filter((each) => each.streamId !== streamId);

const namesOf = (stream: LogStream): Pick<Reservation, 'name' | 'eventSourceName'> => ({
  name: stream.name,
  ...(stream.type === 'aws_eventbridge' && { eventSourceName: stream.settings.eventSourceName }),
});

function refuseTaken(wanted: Wanted, taken: readonly Pick<Reservation, 'name' | 'eventSourceName'>[]): void {
  const { name, eventSourceName } = wanted;
  const problems: string[] = [];
  if (taken.some((other) => other.name === name)) {
    problems.push(`name must be unique among the log streams; "${name}" is taken`);
  }
  if (eventSourceName !== undefined && taken.some((other) => other.eventSourceName === eventSourceName)) {
    problems.push(`settings.eventSourceName must be unique among the log streams; "${eventSourceName}" is taken`);
  }
  if (problems.length > 0) throw new InvalidStreamError(problems);
}

function refuseTooMany(
  limit: number,
  { streamId }: Wanted,
  streams: readonly LogStream[],
  held: readonly Reservation[],
): void {
  const others = new Set([...streams.map(({ id }) => id), ...held.map((each) => each.streamId)]);
  if (others.has(streamId) || others.size < limit) return;
  const message = `there can be ${limit} log streams, and there are as many; delete one, or deploy with a higher maxLogStreams`;
  throw new LogStreamingError('STREAM_LIMIT', message);
}
