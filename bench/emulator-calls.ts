import type { AccessRules } from '../local/iam/access-rules.ts';
import type { CallCounts } from './call-counts.ts';

export type TargetType = 'splunk_cloud_logstreaming' | 'aws_eventbridge';

/** What the process with the emulators does for the process that measures, over their IPC channel. */
export interface EmulatorCalls {
  ends(): Promise<Ends>;
  /** Persists generated events in the org, in this order. */
  persist(input: { readonly events: number; readonly bytesPerEvent?: number }): Promise<Persisted>;
  addSecret(input: { readonly id: string; readonly value: string }): Promise<void>;
  addBus(input: { readonly name: string }): Promise<void>;
  /** What the functions may do from now on. */
  attachRules(input: { readonly rules: AccessRules }): Promise<void>;
  /** Forgets what was received and counted so far. */
  startCounting(): Promise<void>;
  /** What the targets received since then, looked at only now, and the calls it took. */
  received(): Promise<Received>;
}

/** Addresses and keys of what is emulated. */
export interface Ends {
  readonly orgUrl: string;
  readonly apiToken: string;
  readonly hecUrl: string;
  readonly hecToken: string;
  /** The settings of an EventBridge stream whose bus exists. */
  readonly bus: { readonly accountId: string; readonly eventSourceName: string; readonly region: string };
  readonly busArn: string;
  /** Points any AWS SDK at the emulators. */
  readonly environment: Readonly<Record<string, string>>;
  readonly sqsEndpoint: string;
}

export interface Persisted {
  /** A polling request with this `since` begins with the first of them; ISO. */
  readonly since: string;
  readonly events: number;
  readonly meanBytes: number;
}

export interface Received {
  /** Distinct events. */
  readonly accepted: number;
  readonly duplicates: number;
  /** First acceptances behind an event that the org persisted later. */
  readonly outOfOrder: number;
  /** The largest request that a target received, as long as it was over the wire. */
  readonly largestRequestBytes: number;
  readonly calls: CallCounts;
}
