import type { AdminDeps } from './admin.ts';
import { LogStreamingError } from './errors.ts';
import { existing } from './lifecycle.ts';
import { type Caller, lifecycleEvent } from './lifecycle-event.ts';
import { announceSoon } from './nudge.ts';

/**
 * Deletes an INACTIVE stream: it is gone at once, its events are announced and its token is removed right after.
 * Fails with STREAM_NOT_FOUND, and with STREAM_ACTIVE, because deleting cannot be undone.
 */
export async function deleteStream(deps: AdminDeps, id: string, caller: Caller): Promise<void> {
  for (;;) {
    const stream = await existing(deps, id);
    if (stream.status === 'ACTIVE') {
      throw new LogStreamingError('STREAM_ACTIVE', 'status must be INACTIVE to delete a log stream; it is ACTIVE');
    }
    const at = deps.now();
    const event = lifecycleEvent('delete', stream, { caller, at, uuid: deps.uuid() });
    // Lost to another change of the same stream: look again.
    if (!(await deps.streams.remove(stream, at, event))) continue;
    deps.journal({ what: 'deleted', streamId: id });
    return announceSoon(deps);
  }
}
