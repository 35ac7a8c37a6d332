import { type ApiFailure, failureOf } from '../api/api-failure.ts';
import type { Look } from './look.ts';
import { pauseAfter } from './pace.ts';

export interface Watching {
  readonly look: () => Promise<Look>;
  readonly onLook: (look: Look) => void;
  readonly onFailure: (failure: ApiFailure, nextInMs: number) => void;
  /** Passes so many milliseconds and, longer, until the page is seen; less when somebody wants to know now. */
  readonly pause: (ms: number) => Promise<void>;
  readonly stopped: AbortSignal;
}

/** One look after another, never two at once; fewer of them while they fail. */
export async function watch({ look, onLook, onFailure, pause, stopped }: Watching): Promise<void> {
  let failures = 0;
  while (!stopped.aborted) {
    let ms = pauseAfter(0);
    try {
      onLook(await look());
      failures = 0;
    } catch (error) {
      failures += 1;
      const failure = failureOf(error);
      ms = pauseAfter(failures, failure);
      onFailure(failure, ms);
    }
    await pause(ms);
  }
}
