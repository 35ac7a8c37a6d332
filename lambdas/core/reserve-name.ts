import type { AdminDeps } from './admin.ts';
import { InvalidStreamError, LogStreamingError, streamNotFound } from './errors.ts';
import type { LogStream } from './log-stream.ts';
import type { Reservation, Reservations } from './ports.ts';

/**
 * Longer than anything can happen for it: a function that names a stream runs for half a minute, and AWS refuses a
 * request that was signed more than five minutes ago. Sooner, a token that a dead function had asked to be stored could
 * arrive after it was cleaned up.
 */
const HELD_MS = 6 * 60_000;

/** Of a request that died half-way, or that gave up and said so. */
export const isAbandoned = ({ at }: Reservation, now: Date): boolean => now.getTime() - Date.parse(at) >= HELD_MS;

const GIVEN_UP = new Date(0).toISOString();

export type Wanted = Omit<Reservation, 'at'>;

/**
 * Holds a name, and an event source name where there is one, for a new stream. Fails with STREAM_INVALID when it is
 * taken, and with STREAM_LIMIT for a stream too many.
 */
export const reserveName = (deps: AdminDeps, wanted: Wanted): Promise<Reservation> =>
  hold(deps, wanted, (streams, held) => refuseTooMany(deps.maxLogStreams, streams, held));

/** The same for a stream that is to have another name. Fails with STREAM_NOT_FOUND when there is none any more. */
export const reserveNameOf = (deps: AdminDeps, wanted: Wanted): Promise<Reservation> =>
  hold(deps, wanted, (streams) => {
    if (!streams.some(({ id }) => id === wanted.streamId)) throw streamNotFound(wanted.streamId);
  });

/**
 * Reservations are read before the streams and written only if nothing changed since: of two admins who want one name,
 * the second sees the reservation of the first, or its stream. One stream may have several: each request releases its
 * own.
 */
async function hold(
  deps: AdminDeps,
  wanted: Wanted,
  refuse: (streams: readonly LogStream[], held: readonly Reservation[]) => void,
): Promise<Reservation> {
  for (;;) {
    const seen = await deps.streams.reservations();
    const { streams } = await deps.streams.load();
    const now = deps.now();
    const current = seen.held.filter((held) => held.streamId !== wanted.streamId && !isAbandoned(held, now));

    refuse(streams, current);
    refuseTaken(wanted, [...streams.filter(({ id }) => id !== wanted.streamId).map(namesOf), ...current]);
    const mine = { ...wanted, at: now.toISOString() };
    if (await deps.streams.reserve(seen, [...seen.held, mine])) return mine;
  }
}

/** The stream has its name, or will never have it. */
export const releaseName = (deps: Pick<AdminDeps, 'streams'>, mine: Reservation): Promise<void> =>
  change(deps, ({ held }) => held.filter((each) => !isSame(each, mine)));

/** A request failed with its token perhaps written: the name is free, and a token without a stream is cleaned up. */
export const giveUpName = (deps: Pick<AdminDeps, 'streams'>, mine: Reservation): Promise<void> =>
  change(deps, ({ held }) => held.map((each) => (isSame(each, mine) ? { ...each, at: GIVEN_UP } : each)));

async function change(
  { streams }: Pick<AdminDeps, 'streams'>,
  next: (seen: Reservations) => readonly Reservation[],
): Promise<void> {
  for (;;) {
    const seen = await streams.reservations();
    if (await streams.reserve(seen, next(seen))) return;
  }
}

const isSame = (a: Reservation, b: Reservation): boolean =>
  a.streamId === b.streamId && a.name === b.name && a.at === b.at;

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

function refuseTooMany(limit: number, streams: readonly LogStream[], held: readonly Reservation[]): void {
  const others = new Set([...streams.map(({ id }) => id), ...held.map(({ streamId }) => streamId)]);
  if (others.size < limit) return;
  const message = `there can be ${limit} log streams, and there are as many; delete one, or deploy with a higher maxLogStreams`;
  throw new LogStreamingError('STREAM_LIMIT', message);
}
