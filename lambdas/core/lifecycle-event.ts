import type { LogStream } from './log-stream.ts';

/**
 * What happens in the life of a log stream: Okta's own, and two of ours. After a `gap` events may be missing; a
 * `verify` is the test event that an admin asks for, sent to the target and announced to nobody.
 */
export type LifecycleAction = 'create' | 'update' | 'activate' | 'deactivate' | 'delete' | 'gap' | 'verify';

/** Who caused a change, and in which request, as far as it is known. */
export interface Caller {
  readonly id: string;
  readonly type: 'User' | 'SystemPrincipal';
  readonly alternateId: string;
  readonly displayName: string;
  readonly ipAddress?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly requestId?: string | undefined;
  readonly requestUri?: string | undefined;
}

/** A lifecycle event whole, as it is kept, delivered and put on the bus: `json` is the LogEvent's text. */
export interface LifecycleEvent {
  readonly uuid: string;
  readonly published: string;
  readonly json: string;
}

export const LIFECYCLE_PREFIX = 'system.log_stream.lifecycle.';

/** What was not done by an admin. */
export const SYSTEM: Caller = {
  id: 'okta-log-streaming',
  type: 'SystemPrincipal',
  alternateId: 'system@okta-log-streaming',
  displayName: 'Okta log streaming',
};

const MESSAGES = {
  create: 'Log stream created',
  update: 'Log stream updated',
  activate: 'Log stream activated',
  deactivate: 'Log stream deactivated',
  delete: 'Log stream deleted',
  gap: 'Log stream may lack events',
  verify: 'Test event of a log stream',
} as const satisfies Record<LifecycleAction, string>;

/** Okta: `outcome.reason` has at most 255 characters. */
const MAX_REASON_LENGTH = 255;

/** Okta's System Log: the members of a LogEvent, those that nobody here knows as null. */
export function lifecycleEvent(
  action: LifecycleAction,
  stream: Pick<LogStream, 'id' | 'name' | 'type'>,
  { caller, at, uuid, reason }: { caller: Caller; at: Date; uuid: string; reason?: string | undefined },
): LifecycleEvent {
  const published = at.toISOString();
  const { id, name, type } = stream;
  const event = {
    actor: {
      id: caller.id,
      type: caller.type,
      alternateId: caller.alternateId,
      displayName: caller.displayName,
      detailEntry: null,
    },
    client: {
      userAgent:
        caller.userAgent === undefined ? null : { rawUserAgent: caller.userAgent, os: 'Unknown', browser: 'UNKNOWN' },
      zone: null,
      device: null,
      id: null,
      ipAddress: caller.ipAddress ?? null,
      geographicalContext: null,
    },
    device: null,
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      externalSessionId: null,
    },
    displayMessage: MESSAGES[action],
    eventType: `${LIFECYCLE_PREFIX}${action}`,
    outcome: { result: 'SUCCESS', reason: reason === undefined ? null : shortened(reason) },
    published,
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
    severity: action === 'gap' || (action === 'deactivate' && caller.type === 'SystemPrincipal') ? 'WARN' : 'INFO',
    debugContext: {
      debugData: {
        ...(reason !== undefined && { message: reason }),
        ...(caller.requestId !== undefined && { requestId: caller.requestId }),
        ...(caller.requestUri !== undefined && { requestUri: caller.requestUri, url: caller.requestUri }),
      },
    },
    legacyEventType: null,
    transaction: { type: caller.requestId === undefined ? 'JOB' : 'WEB', id: caller.requestId ?? uuid, detail: {} },
    uuid,
    version: '0',
    request: { ipChain: ipChain(caller) },
    target: [{ id, type: 'LogStream', alternateId: type, displayName: name, detailEntry: null }],
  };
  return { uuid, published, json: JSON.stringify(event) };
}

const shortened = (reason: string): string =>
  reason.length <= MAX_REASON_LENGTH ? reason : `${reason.slice(0, MAX_REASON_LENGTH - 1)}…`.toWellFormed();

const ipChain = ({ ipAddress }: Caller): object[] =>
  ipAddress === undefined
    ? []
    : [{ ip: ipAddress, geographicalContext: null, version: ipAddress.includes(':') ? 'V6' : 'V4', source: null }];
