import type { LogEvent } from '../../lambdas/core/log-event.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { AttemptFailure, AttemptResult, Target } from '../../lambdas/core/ports.ts';
import { unreachable } from '../../lambdas/core/unreachable.ts';
import { copyOf } from './events.ts';

/** How one attempt goes. */
export type Answer =
  | { readonly kind: 'accept' }
  /** Takes nothing. */
  | { readonly kind: 'fail'; readonly failure?: AttemptFailure }
  /** Takes only these events, wherever they stand. */
  | { readonly kind: 'accept only'; readonly ids: readonly string[] }
  /** Takes everything, but we never learn of it. */
  | { readonly kind: 'lose the answer' }
  /** Says nothing until the attempt's time limit ends it. */
  | { readonly kind: 'hang' }
  /** Our own infrastructure fails under way. */
  | { readonly kind: 'break'; readonly error: Error };

export interface MemoryTarget extends Target {
  /** The answers to the next attempts for a stream; after them it accepts. */
  plan(streamId: string, ...answers: readonly Answer[]): void;
  /** Forgets all plans: it accepts from now on. */
  mend(): void;
  /** No attempt can ever get these accepted. */
  neverTakes(...ids: readonly string[]): void;
  /** What it took, in order, with every repetition. */
  accepted(streamId: string): readonly LogEvent[];
  /** Ids in the order in which each was first taken. */
  firstAccepted(streamId: string): string[];
  /** The ids offered by each attempt. */
  offered(streamId: string): readonly (readonly string[])[];
}

const UNAVAILABLE: AttemptFailure = { code: 'TARGET_UNAVAILABLE', message: 'the target answered 503' };

function listOf<T>(lists: Map<string, T[]>, id: string): T[] {
  const list = lists.get(id) ?? [];
  lists.set(id, list);
  return list;
}

/** A target that accepts whatever it is not told to refuse. */
export function memoryTarget(): MemoryTarget {
  const planned = new Map<string, Answer[]>();
  const accepted = new Map<string, LogEvent[]>();
  const offered = new Map<string, string[][]>();
  const refused = new Set<string>();
  const take = ({ id }: LogStream, events: readonly LogEvent[]): void => {
    listOf(accepted, id).push(...events.map(copyOf));
  };

  return {
    async attempt(stream, events, signal) {
      listOf(offered, stream.id).push(events.map((event) => event.id));
      const undeliverable = events
        .filter((event) => refused.has(event.id))
        .map((event) => ({ event, reason: 'the target can never take it' }));
      const takeable = events.filter((event) => !refused.has(event.id));
      const failed = (pending: readonly LogEvent[], failure: AttemptFailure): AttemptResult => ({
        pending,
        undeliverable,
        ...(pending.length > 0 && { failure }),
      });

      const answer = listOf(planned, stream.id).shift() ?? { kind: 'accept' };
      switch (answer.kind) {
        case 'accept':
          take(stream, takeable);
          return { pending: [], undeliverable };
        case 'fail':
          return failed(takeable, answer.failure ?? UNAVAILABLE);
        case 'accept only': {
          const taken = new Set(answer.ids);
          take(
            stream,
            takeable.filter((event) => taken.has(event.id)),
          );
          return failed(
            takeable.filter((event) => !taken.has(event.id)),
            UNAVAILABLE,
          );
        }
        case 'lose the answer':
          take(stream, takeable);
          return failed(takeable, { code: 'TARGET_TIMEOUT', message: 'the answer was lost' });
        case 'hang':
          await aborted(signal);
          return failed(takeable, { code: 'TARGET_TIMEOUT', message: 'no answer within the time limit' });
        case 'break':
          throw answer.error;
        default:
          return unreachable(answer);
      }
    },
    plan(streamId, ...answers) {
      listOf(planned, streamId).push(...answers);
    },
    mend() {
      planned.clear();
    },
    neverTakes(...ids) {
      for (const id of ids) refused.add(id);
    },
    accepted: (streamId) => listOf(accepted, streamId),
    firstAccepted: (streamId) => [...new Set(listOf(accepted, streamId).map((event) => event.id))],
    offered: (streamId) => listOf(offered, streamId),
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
