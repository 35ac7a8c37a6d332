import type { AdminDeps } from './admin.ts';
import { codeOf, LogStreamingError } from './errors.ts';
import { type Caller, lifecycleEvent } from './lifecycle-event.ts';
import { type LogStream, newLogStream } from './log-stream.ts';
import { announceSoon } from './nudge.ts';
import type { StreamRequest } from './parse-log-stream.ts';
import type { Reservation } from './ports.ts';
import { giveUpName, releaseName, reserveName } from './reserve-name.ts';

/** This clock may be ahead of Okta's: a few events too many are better than one too few. */
const CLOCK_MARGIN_MS = 10_000;

/** Well before a reservation counts as abandoned and what belongs to it is cleaned up. */
const MAX_CREATION_MS = 60_000;

/**
 * A new ACTIVE stream. The name is held first, then the token is stored, then the stream: whoever dies in between
 * leaves a reservation from which the rest is cleaned up, and never a stream without its token. Fails with
 * STREAM_INVALID, STREAM_LIMIT, and EVENT_SOURCE_REFUSED when the bus cannot be delivered to.
 */
export async function createStream(deps: AdminDeps, request: StreamRequest, caller: Caller): Promise<LogStream> {
  const { name, target, token } = request;
  await refuseUnreachable(deps, target);

  const id = deps.newStreamId();
  const eventSourceName = target.type === 'aws_eventbridge' ? target.settings.eventSourceName : undefined;
  const begunMs = deps.now().getTime();
  const reservation = await reserveName(deps, { streamId: id, name, eventSourceName });
  if (token !== undefined) await storeToken(deps, reservation, token);

  const created = deps.now();
  if (created.getTime() - begunMs > MAX_CREATION_MS) {
    throw new LogStreamingError('OUT_OF_TIME', `creating the stream took more than ${MAX_CREATION_MS / 1000} s`);
  }
  const start = deps.start(new Date(created.getTime() - CLOCK_MARGIN_MS));
  const fresh = newLogStream({ ...target, id, name }, created, start);
  const event = lifecycleEvent('create', fresh, { caller, at: created, uuid: deps.uuid() });
  const stream = { ...fresh, outbox: [event] };
  await store(deps, stream);
  deps.journal({ what: 'created', streamId: id });
  await releaseName(deps, reservation).catch(() => undefined);
  await announceSoon(deps);
  return stream;
}

async function refuseUnreachable(deps: AdminDeps, target: StreamRequest['target']): Promise<void> {
  if (target.type !== 'aws_eventbridge') return;
  const { accountId } = target.settings;
  const problem = deps.eventBridgeAccounts.includes(accountId)
    ? await deps.busProblem(target.settings)
    : `account ${accountId} is not one of those that this deployment delivers to: ${deps.eventBridgeAccounts.join(', ')}`;
  if (problem !== undefined) throw new LogStreamingError('EVENT_SOURCE_REFUSED', problem);
}

async function storeToken(deps: AdminDeps, reservation: Reservation, token: string): Promise<void> {
  try {
    await deps.tokens.put(reservation.streamId, token);
  } catch (error) {
    await giveUpName(deps, reservation).catch(() => undefined);
    await announceSoon(deps);
    throw error;
  }
}

/** The SDK repeats a write whose answer was lost, and then finds its own. The id is random: it is nobody else's. */
async function store({ streams }: AdminDeps, stream: LogStream): Promise<void> {
  try {
    await streams.create(stream);
  } catch (error) {
    if (codeOf(error) !== 'STREAM_EXISTS') throw error;
  }
}
