/**
 * Every metric there is, by name, with its unit in CloudWatch and what one value of it says. Functions emit these and
 * no others; dashboard, alarms and saved queries name these and no others.
 */
export const METRIC_NAMESPACE = 'OktaLogStreaming';

/** Dimension `service` of every metric, which Powertools always adds. */
export const METRIC_SERVICE = 'okta-log-streaming';

export type MetricUnit = 'Count' | 'Seconds' | 'Milliseconds' | 'Percent';

interface Metric {
  readonly unit: MetricUnit;
  readonly says: string;
}

/** Dimensions `service`, `Org` and `Stream`. */
export const STREAM_METRICS = {
  EventsDelivered: { unit: 'Count', says: 'events that the target accepted, of one message' },
  DeliveryAttempts: { unit: 'Count', says: 'attempts made on one message' },
  FailedAttempts: { unit: 'Count', says: 'an attempt that the target did not take whole' },
  Deactivations: { unit: 'Count', says: 'the stream was deactivated, by whomever' },
  DuplicatesDropped: { unit: 'Count', says: 'events of a message that came again after it was acknowledged' },
  EventsUndeliverable: { unit: 'Count', says: 'events set aside because the target can never take them' },
  Lag: { unit: 'Seconds', says: 'from `published` to acceptance, of an event delivered' },
  DeliveryTime: { unit: 'Milliseconds', says: 'from receiving a message to acknowledging it' },
  Backlog: { unit: 'Count', says: 'events read and not yet delivered, at a tick' },
  OldestUndeliveredAge: { unit: 'Seconds', says: 'age of the oldest event that may not be delivered yet, at a tick' },
  CursorAge: {
    unit: 'Seconds',
    says: 'how long reading has not moved on although it is not at the end of the System Log, after a tick',
  },
  StreamActive: { unit: 'Count', says: '1 while the stream is ACTIVE and 0 while it is not, at a tick' },
  PossibleGaps: { unit: 'Count', says: 'from here on events may be missing' },
  Rewinds: { unit: 'Count', says: 'reading began again behind the last event accepted' },
} as const satisfies Record<string, Metric>;

/** Dimensions `service` and `Org`. */
export const ORG_METRICS = {
  Ticks: { unit: 'Count', says: 'a poll that came to its end' },
  PagesRead: { unit: 'Count', says: 'a page of the System Log' },
  EventsRead: { unit: 'Count', says: 'events of one page' },
  ReadTime: { unit: 'Milliseconds', says: 'from the request for a page to its last byte' },
  ReadFailures: { unit: 'Count', says: 'a page that could not be read, for any reason but the rate limit' },
  CredentialsRefused: { unit: 'Count', says: 'Okta refused the credentials, or there are none that could be sent' },
  OktaRequests: { unit: 'Count', says: 'requests to the System Log API, in one tick' },
  RateLimited: { unit: 'Count', says: 'answers of 429, in one tick' },
  RateLimitShareUsed: { unit: 'Percent', says: 'requests of the window that were ours, of those that are our share' },
  RateLimitRemaining: { unit: 'Count', says: 'requests that the window still has, for everybody' },
  SecondsUntilCaughtUp: {
    unit: 'Seconds',
    says: 'until the stream that is farthest behind has read to the end of the System Log, at the pace of the tick',
  },
  WorstLag: { unit: 'Seconds', says: 'the greatest OldestUndeliveredAge of an ACTIVE stream, at a tick' },
  WorstCursorAge: { unit: 'Seconds', says: 'the greatest CursorAge of an ACTIVE stream, after a tick' },
  InactiveStreams: {
    unit: 'Count',
    says: 'streams that are INACTIVE, but not because an admin wished it, at a tick',
  },
  StreamDeactivations: { unit: 'Count', says: 'a stream was deactivated, and not by an admin' },
  UndeliverableEvents: { unit: 'Count', says: 'an event was set aside because its target can never take it' },
  Gaps: { unit: 'Count', says: 'from here on a stream may lack events' },
  DeadLetters: { unit: 'Count', says: 'a message that was handed out too often without an outcome' },
  AnnouncementFailures: { unit: 'Count', says: 'a lifecycle event could not be announced yet' },
  EventHookFailures: { unit: 'Count', says: 'a lifecycle event that the event hook did not take' },
} as const satisfies Record<string, Metric>;

export type StreamMetric = keyof typeof STREAM_METRICS;
export type OrgMetric = keyof typeof ORG_METRICS;

const MAX_LABEL_LENGTH = 200;

/** Value of the dimension `Stream`: CloudWatch takes printable ASCII, and a person wants the name. */
export const streamLabel = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  `${name.replaceAll(/[^\x20-\x7e]+/g, '?').slice(0, MAX_LABEL_LENGTH)} (${id})`;

/** The stream of a `streamLabel`, whatever it was called then. */
export const streamIdIn = (label: string): string | undefined => / \(([^()]*)\)$/.exec(label)?.[1];
