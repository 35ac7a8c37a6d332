import type { Entry } from '../../lambdas/core/journal.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';

/** Where the run in the other process finds what stands in this one. */
export interface RunSettings {
  readonly stateDir: string;
  readonly orgUrl: string;
  readonly orgToken: string;
  readonly hecUrl: string;
  readonly hecToken: string;
  readonly busUrl: string;
  /** Put between the functions and the run's own table and queue. */
  readonly tableUrl: string;
  readonly queueUrl: string;
  readonly attemptTimeoutSeconds: number;
  readonly backlogLimitEvents: number;
}

/** What the process with the run is told; each is answered under its number. */
export type Order =
  /** Crashes all instances of the functions whose names begin so; what they were working on is handed out again. */
  | { readonly order: 'kill workers'; readonly functions: string }
  /** One poll, besides those of the schedule. */
  | { readonly order: 'poll' }
  /** The uuids in the undeliverable bucket, by stream id. */
  | { readonly order: 'list set aside' }
  | { readonly order: 'stop' };

export interface NumberedOrder {
  readonly id: number;
  readonly order: Order;
}

export type RunMessage =
  | {
      readonly kind: 'ready';
      readonly streams: readonly Pick<LogStream, 'id' | 'type' | 'created'>[];
      readonly tableUrl: string;
      readonly queueUrl: string;
      /** Of the event queue, with its path. */
      readonly eventQueueUrl: string;
      readonly api: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
    }
  /** It arrives later than it was logged. */
  | { readonly kind: 'entry'; readonly entry: Entry; readonly loggedMs: number }
  /** A line of a function that is no entry: a crash, mostly. */
  | { readonly kind: 'line'; readonly functionName: string; readonly text: string }
  | { readonly kind: 'done'; readonly id: number; readonly result?: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };
