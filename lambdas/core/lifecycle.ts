import { LogStreamingError } from './errors.ts';
import type { Journal } from './journal.ts';
import type { Deactivation, LogStream } from './log-stream.ts';
import type { Clock, StreamStore } from './ports.ts';
import { gapOfRetention } from './restart.ts';

export interface LifecycleDeps {
  readonly streams: StreamStore;
  readonly journal: Journal;
  readonly now: Clock;
}

/**
 * ACTIVE and rewound: reading resumes behind the last event that was accepted, so nothing is lost while a stream is
 * down, up to Okta's retention. An ACTIVE stream stays as it is. Fails with STREAM_NOT_FOUND.
 */
export async function activate(deps: LifecycleDeps, id: string): Promise<void> {
  const stream = await existing(deps, id);
  if (stream.status === 'ACTIVE') return;
  const now = deps.now();
  const gap = gapOfRetention(stream.acknowledged, stream, now);
  // Lost only to another change of the same stream: look again.
  if (!(await deps.streams.activate(stream, now, gap))) return activate(deps, id);
  deps.journal({ what: 'activated', streamId: id, generation: stream.generation + 1 });
  if (gap) deps.journal({ what: 'possible gap', streamId: id, gap });
}

/** INACTIVE and rewound, by an admin's wish. An INACTIVE stream stays as it is. Fails with STREAM_NOT_FOUND. */
export async function deactivate(deps: LifecycleDeps, id: string): Promise<void> {
  const stream = await existing(deps, id);
  if (stream.status === 'INACTIVE') return;
  const at = deps.now().toISOString();
  const deactivation: Deactivation = { code: 'ADMIN', message: 'deactivated by an admin', at, attempts: 0 };
  // Lost to a delivery that moved `acknowledged` meanwhile: look again.
  if (!(await deps.streams.deactivate(stream, deactivation, stream.acknowledged))) return deactivate(deps, id);
  deps.journal({ what: 'deactivated', streamId: id, deactivation });
}

async function existing(deps: LifecycleDeps, id: string): Promise<LogStream> {
  const stream = await deps.streams.get(id);
  if (!stream) throw new LogStreamingError('STREAM_NOT_FOUND', `there is no log stream with id "${id}"`);
  return stream;
}
