import type { ApiFailure } from '../api/api-failure.ts';
import type { LifecycleEntry } from '../api/lifecycle-log.ts';
import type { StreamReply } from '../api/log-streams.ts';
import type { Polling } from '../api/polling.ts';
import { addLook, type Histories } from './history.ts';
import type { Look } from './look.ts';
import { stopOf } from './stream-facts.ts';
import { merged } from './timeline.ts';
import { plainText } from './visible-text.ts';

/** All that the page knows about the deployment. */
export interface Model {
  /** Undefined before the first look. */
  readonly streams: readonly StreamReply[] | undefined;
  readonly histories: Histories;
  /** When the streams were last seen, in epoch milliseconds. */
  readonly lookedAt: number | undefined;
  /** Why the last look failed, and when the next one is. */
  readonly failure: { readonly cause: ApiFailure; readonly nextAt: number } | undefined;
  /** Undefined before the log was read once. */
  readonly timeline: readonly LifecycleEntry[] | undefined;
  readonly timelineFailure: ApiFailure | undefined;
  readonly polling: Polling | undefined;
  readonly pollingFailure: ApiFailure | undefined;
  /** What a reader who does not see the page is told. */
  readonly said: string;
}

export const NOTHING_KNOWN: Model = {
  streams: undefined,
  histories: new Map(),
  lookedAt: undefined,
  failure: undefined,
  timeline: undefined,
  timelineFailure: undefined,
  polling: undefined,
  pollingFailure: undefined,
  said: '',
};

export function afterLook(model: Model, { at, streams, log, polling }: Look): Model {
  return {
    ...model,
    streams,
    histories: addLook(model.histories, streams, at),
    lookedAt: at,
    failure: undefined,
    ...('entries' in log
      ? { timeline: merged(model.timeline ?? [], log.entries), timelineFailure: undefined }
      : { timelineFailure: log.failure }),
    ...(polling &&
      ('failure' in polling
        ? { pollingFailure: polling.failure }
        : { polling: polling.found, pollingFailure: undefined })),
    said: newsOf(model.streams ?? [], streams) || model.said,
  };
}

/** What was known stays. */
export const afterFailure = (model: Model, cause: ApiFailure, nextAt: number): Model => ({
  ...model,
  failure: { cause, nextAt },
});

/** Which streams stopped or started since the last look. */
function newsOf(before: readonly StreamReply[], now: readonly StreamReply[]): string {
  const statuses = new Map(before.map(({ id, status }) => [id, status]));
  return now
    .filter(({ id, status }) => statuses.has(id) && statuses.get(id) !== status)
    .map((stream) => {
      const stop = stopOf(stream);
      const name = plainText(stream.name);
      return stop ? `${name} was deactivated: ${plainText(stop.message)}.` : `${name} is active.`;
    })
    .join(' ');
}
