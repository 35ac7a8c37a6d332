import type { LogEvent } from '../core/log-event.ts';
import type { LogStream, StreamType } from '../core/log-stream.ts';
import type { AttemptResult, Target } from '../core/ports.ts';
import { unreachable } from '../core/unreachable.ts';

export type StreamOf<T extends StreamType> = Extract<LogStream, { readonly type: T }>;

/**
 * A target for streams of one type. A property, not a method: the compiler then refuses a target under another type's
 * name.
 */
export interface TargetOf<T extends StreamType> {
  readonly attempt: (stream: StreamOf<T>, events: readonly LogEvent[], signal: AbortSignal) => Promise<AttemptResult>;
}

/** The target of any stream. A new stream type does not compile until it has one here. */
export const targetFor = (targets: { readonly [T in StreamType]: TargetOf<T> }): Target => ({
  attempt(stream, events, signal) {
    switch (stream.type) {
      case 'aws_eventbridge':
        return targets.aws_eventbridge.attempt(stream, events, signal);
      case 'splunk_cloud_logstreaming':
        return targets.splunk_cloud_logstreaming.attempt(stream, events, signal);
      default:
        return unreachable(stream);
    }
  },
});
