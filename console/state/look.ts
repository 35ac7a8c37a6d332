import { type ApiFailure, failureOf } from '../api/api-failure.ts';
import type { ConsoleApi } from '../api/console-api.ts';
import { type LifecycleEntry, logsSince, readLogs } from '../api/lifecycle-log.ts';
import { listStreams, type StreamReply } from '../api/log-streams.ts';
import { type Polling, readPolling } from '../api/polling.ts';

/** Everything that one look at the API found. */
export interface Look {
  /** When it was answered, in epoch milliseconds. */
  readonly at: number;
  readonly streams: readonly StreamReply[];
  readonly log: { readonly entries: readonly LifecycleEntry[] } | { readonly failure: ApiFailure };
  /** Undefined when it was not asked for at this look. */
  readonly polling?: { readonly found: Polling | undefined } | { readonly failure: ApiFailure } | undefined;
}

const HISTORY_DAYS = 7;
const DAY_MS = 86_400_000;
/** What happened before the page was opened may be much; the rest of it is for the next look. */
const MAX_LOG_PAGES = 5;
/** The rate limit's window is a minute: it need not be asked for as often as the streams. */
const LOOKS_PER_POLLING = 4;

/**
 * Looks at the API again and again, one look at a time. Fails with an ApiError when the streams cannot be had; what
 * else cannot be had is in the look.
 */
export function looker(api: ConsoleApi, now: () => Date): () => Promise<Look> {
  let looks = 0;
  let logTarget: string | undefined;

  /** Read, and in no look yet: the one that it was read for failed. */
  const unseen: LifecycleEntry[] = [];

  async function readLog(): Promise<ApiFailure | undefined> {
    try {
      for (let pages = 0; pages < MAX_LOG_PAGES; pages += 1) {
        logTarget ??= logsSince(new Date(now().getTime() - HISTORY_DAYS * DAY_MS));
        const page = await readLogs(api, logTarget);
        unseen.push(...page.entries);
        // Without a next link the same page is read again, and each event is kept once.
        logTarget = page.next ?? logTarget;
        if (page.entries.length === 0) break;
      }
      return undefined;
    } catch (error) {
      const failure = failureOf(error);
      // A link that is not taken any more: the log is read from the beginning again.
      if (failure.status === 400) logTarget = undefined;
      return failure;
    }
  }

  const readState = async (): Promise<Look['polling']> =>
    readPolling(api).then(
      (found) => ({ found }),
      (error: unknown) => ({ failure: failureOf(error) }),
    );

  const readStreams = async () =>
    listStreams(api).then(
      (found) => ({ found }),
      (error: unknown) => ({ error }),
    );

  return async () => {
    const isPollingDue = looks % LOOKS_PER_POLLING === 0;
    // All of them end before the look does, so that no two looks are under way.
    const [streams, logFailure, polling] = await Promise.all([
      readStreams(),
      readLog(),
      isPollingDue ? readState() : undefined,
    ]);
    if ('error' in streams) throw streams.error;
    looks += 1;
    const log = logFailure && unseen.length === 0 ? { failure: logFailure } : { entries: unseen.splice(0) };
    return { at: now().getTime(), streams: streams.found, log, ...(polling && { polling }) };
  };
}
