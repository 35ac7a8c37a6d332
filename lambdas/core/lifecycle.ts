import type { AdminDeps } from './admin.ts';
import { reasonOfStart } from './chosen-start.ts';
import { LogStreamingError, streamNotFound } from './errors.ts';
import { type Caller, lifecycleEvent } from './lifecycle-event.ts';
import type { Deactivation, LogStream, PossibleGap } from './log-stream.ts';
import { announceSoon } from './nudge.ts';
import type { StreamStore } from './ports.ts';
import { startAt } from './position.ts';
import { gapOfRetention, requireRetained } from './restart.ts';

export type LifecycleDeps = Pick<AdminDeps, 'streams' | 'journal' | 'now' | 'uuid' | 'nudge' | 'start'>;

/**
 * Where an activated stream goes on: behind the last event that was accepted, from this moment on, or from a moment.
 */
export type StartFrom = 'resume' | 'now' | Date;

/**
 * ACTIVE and rewound: reading resumes behind the last event that was accepted, so nothing is lost while a stream is
 * down, up to Okta's retention; or it starts where `startFrom` says. An ACTIVE stream stays as it is. Fails with
 * STREAM_NOT_FOUND, and with START_INVALID for a start that Okta cannot serve or that an ACTIVE stream cannot have.
 */
export async function activate(
  deps: LifecycleDeps,
  id: string,
  caller: Caller,
  startFrom: StartFrom = 'resume',
): Promise<void> {
  const stream = await existing(deps, id);
  const at = deps.now();
  if (startFrom instanceof Date) requireRetained(startFrom, at);
  if (stream.status === 'ACTIVE') return refuseStart(startFrom);

  const since = startFrom === 'now' ? at : startFrom;
  const start = since === 'resume' ? undefined : startAt(deps.start(since), since);
  const gap = gapOf(stream, since, at);
  const event = lifecycleEvent('activate', stream, { caller, at, uuid: deps.uuid(), reason: reasonOf(since, gap) });
  // Lost only to another change of the same stream: look again.
  if (!(await deps.streams.activate(stream, { at, start, gap, event }))) return activate(deps, id, caller, startFrom);
  deps.journal({ what: 'activated', streamId: id, generation: stream.generation + 1 });
  if (gap) deps.journal({ what: 'possible gap', streamId: id, streamName: stream.name, gap });
  await announceSoon(deps);
}

/** INACTIVE and rewound, by an admin's wish. An INACTIVE stream stays as it is. Fails with STREAM_NOT_FOUND. */
export async function deactivate(deps: LifecycleDeps, id: string, caller: Caller): Promise<void> {
  const stream = await existing(deps, id);
  if (stream.status === 'INACTIVE') return;
  const now = deps.now();
  const message = 'deactivated by an admin';
  const deactivation: Deactivation = { code: 'ADMIN', message, at: now.toISOString(), attempts: 0 };
  const event = lifecycleEvent('deactivate', stream, { caller, at: now, uuid: deps.uuid(), reason: message });
  // Lost to a delivery that moved `acknowledged` meanwhile: look again.
  if (!(await deps.streams.deactivate(stream, deactivation, stream.acknowledged, event))) {
    return deactivate(deps, id, caller);
  }
  deps.journal({ what: 'deactivated', streamId: id, streamName: stream.name, deactivation });
  await announceSoon(deps);
}

export async function existing(deps: { readonly streams: StreamStore }, id: string): Promise<LogStream> {
  const stream = await deps.streams.get(id);
  if (!stream) throw streamNotFound(id);
  return stream;
}

/** Silence would let an admin believe that events are delivered again, or skipped. */
function refuseStart(startFrom: StartFrom): void {
  if (startFrom === 'resume') return;
  throw new LogStreamingError('START_INVALID', 'startFrom applies to an INACTIVE log stream; this one is ACTIVE');
}

function gapOf(stream: LogStream, since: 'resume' | Date, at: Date): PossibleGap | undefined {
  if (since === 'resume') return gapOfRetention(stream.acknowledged, stream, at);
  const stood = stream.acknowledged.asOf ?? stream.created;
  if (since.getTime() <= Date.parse(stood)) return undefined;
  return { at: at.toISOString(), restartedFrom: since.toISOString(), reason: reasonOfStart(since, stood) };
}

const reasonOf = (since: 'resume' | Date, gap: PossibleGap | undefined): string =>
  gap?.reason ??
  (since === 'resume'
    ? 'resumes behind the last event that was accepted'
    : `starts from ${since.toISOString()}; what was delivered since then is delivered again`);
