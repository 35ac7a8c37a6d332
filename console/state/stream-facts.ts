import { type JsonObject, numberOf, textOf } from '../../cli/json-members.ts';
import type { StreamReply } from '../api/log-streams.ts';

export const EVENTBRIDGE = 'aws_eventbridge';
export const SPLUNK = 'splunk_cloud_logstreaming';

const TYPE_NAMES: Readonly<Record<string, string>> = { [EVENTBRIDGE]: 'AWS EventBridge', [SPLUNK]: 'Splunk Cloud' };

export const typeName = (type: string): string => TYPE_NAMES[type] ?? type;

/** Where a stream delivers to, in one line. */
export function targetOf({ type, settings }: StreamReply): string {
  if (type === EVENTBRIDGE) return `${text(settings, 'eventSourceName')}, ${text(settings, 'region')}`;
  if (type === SPLUNK) return text(settings, 'host');
  return '';
}

const text = (from: JsonObject, name: string): string => textOf(from, name) ?? '';

/** Why a stream is INACTIVE. */
export interface Stop {
  readonly code: string;
  readonly message: string;
  readonly at: string;
  readonly attempts: number;
  /** Whether nobody wanted it: deliveries failed. */
  readonly isFailure: boolean;
  readonly nextStep: string;
}

/** What can be done about it; the target's own words stand above. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  ADMIN: 'Activate it to go on behind the last event that was accepted.',
  INTERNAL: 'Look into the log of the deliver function, then activate it.',
  TARGET_CONFIGURATION: 'Correct what the target names, verify, then activate.',
  TARGET_REJECTED: 'The target does not take these requests: correct settings or token, verify, then activate.',
  TARGET_TIMEOUT: 'Verify until the target answers in time, then activate.',
  TARGET_UNAVAILABLE: 'Verify until the target takes events again, then activate.',
};

/** Undefined for an ACTIVE stream: what stopped it earlier is over. */
export function stopOf({ status, deactivation }: StreamReply): Stop | undefined {
  if (status === 'ACTIVE') return undefined;
  const code = text(deactivation ?? {}, 'code');
  return {
    code,
    message: text(deactivation ?? {}, 'message'),
    at: text(deactivation ?? {}, 'at'),
    attempts: numberOf(deactivation ?? {}, 'attempts') ?? 0,
    isFailure: code !== '' && code !== 'ADMIN',
    nextStep: NEXT_STEPS[code] ?? 'Verify it, then activate it.',
  };
}

export const isFailed = (stream: StreamReply): boolean => stopOf(stream)?.isFailure ?? false;

/** Up to when everything was delivered, or is certain not to be asked for: the stream's creation. */
export const standsAt = ({ delivery, created }: StreamReply): string => delivery.lastPublished ?? created;
