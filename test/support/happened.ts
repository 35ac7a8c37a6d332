import { type LifecycleEvent, lifecycleEvent, SYSTEM } from '../../lambdas/core/lifecycle-event.ts';
import type { LifecycleLog, LoggedEvent } from '../../lambdas/core/ports.ts';
import { logStream } from './log-streams.ts';
import { SECOND, START } from './manual-clock.ts';

const UUID_END_DIGITS = 12;
export const uuidOf = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(UUID_END_DIGITS, '0')}`;

/** The nth thing that happened to a stream, n seconds after the start unless a test says when. */
export const happened = (number: number, at = new Date(START.getTime() + number * SECOND)): LifecycleEvent =>
  lifecycleEvent('update', logStream(), { caller: SYSTEM, at, uuid: uuidOf(number) });

/** What a reader is given, everything in order unless a test says otherwise. */
export async function logged(
  log: Pick<LifecycleLog, 'read'>,
  range: Partial<Parameters<LifecycleLog['read']>[0]> = {},
): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for await (const event of log.read({ order: 'ASCENDING', now: START, ...range })) events.push(event);
  return events;
}
