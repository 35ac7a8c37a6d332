import type { StreamReply } from '../api/log-streams.ts';
import { stopOf } from '../state/stream-facts.ts';

/** ACTIVE, INACTIVE by an admin's wish, or INACTIVE because deliveries failed. */
export function StatusPill({ stream }: { readonly stream: StreamReply }) {
  const stop = stopOf(stream);
  if (!stop) return <span class="pill active">Active</span>;
  return stop.isFailure ? <span class="pill failed">Deactivated</span> : <span class="pill inactive">Inactive</span>;
}
