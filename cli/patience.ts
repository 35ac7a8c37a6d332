import { failureOf } from './failure.ts';
import { reportFailure } from './report-failure.ts';
import type { Session } from './session.ts';

/**
 * The answer to a request that follows others which succeeded: one that fails and may well succeed later is reported and
 * asked again after a while, because who watches does not want to start over. Undefined when the user has stopped.
 */
export async function patiently<T>(
  { world, options }: Session,
  pauseMs: number,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  while (!world.stopped.aborted) {
    try {
      return await ask();
    } catch (error) {
      if (world.stopped.aborted) break;
      const failure = failureOf(error);
      if (!failure.isTransient) throw error;
      reportFailure(world.stderr, failure, options);
      await world.sleep(pauseMs);
    }
  }
  return undefined;
}
