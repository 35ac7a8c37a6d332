import { hecAnswer } from '../../local/emulators/hec-answers.ts';
import { oktaError, type OktaErrorCode } from '../../local/emulators/okta-answer.ts';
import type { CannedAnswer, EdgeFault } from './fault-proxy.ts';

/** The five servers that the functions talk to. */
export const EDGES = ['org', 'splunk', 'bus', 'table', 'queue'] as const;

export type Edge = (typeof EDGES)[number];

/** A fault at an edge, and how many requests in a row it strikes at most. */
export interface EdgeFaultKind {
  readonly edge: Edge;
  readonly name: string;
  readonly fault: EdgeFault;
  readonly atMost: number;
}

/** Shorter than an attempt's time limit: late, and still in time. */
const SLOW_MS = 1_000;
/** Okta tells when a window ends in whole seconds. */
const HELD_SECONDS = 2;

const awsError = (status: number, code: string) => (): CannedAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: code, message: 'injected' }),
});

const okta = (code: OktaErrorCode) => (): CannedAnswer => {
  const { status, body } = oktaError(code);
  return { status, headers: { 'content-type': 'application/json' }, body: body.toString() };
};

const rateLimited = (at: Date): CannedAnswer => ({
  ...okta('E0000047')(),
  headers: {
    'content-type': 'application/json',
    date: at.toUTCString(),
    'x-rate-limit-limit': '120',
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': String(Math.floor(at.getTime() / 1000) + HELD_SECONDS),
  },
});

const hang: EdgeFault = { kind: 'hang' };
const reset: EdgeFault = { kind: 'reset' };
const slow: EdgeFault = { kind: 'slow', ms: SLOW_MS };
const cutRequest: EdgeFault = { kind: 'cut request' };
const cutAnswer: EdgeFault = { kind: 'cut answer' };
const lostAnswer: EdgeFault = { kind: 'lost answer' };
const refuse = (answer: (at: Date) => CannedAnswer): EdgeFault => ({ kind: 'refuse', answer });

const at =
  (edge: Edge) =>
  (name: string, fault: EdgeFault, atMost: number): EdgeFaultKind => ({ edge, name, fault, atMost });

const org = at('org');
const splunk = at('splunk');
const bus = at('bus');
const table = at('table');
const queue = at('queue');

/**
 * One or two strikes at a target are a failed attempt and perhaps a deactivation; the SDK's own retries take two at
 * table and queue before a function hears of one.
 */
export const EDGE_FAULTS: readonly EdgeFaultKind[] = [
  org('429', refuse(rateLimited), 1),
  org('500', refuse(okta('E0000009')), 2),
  org('connection reset', reset, 2),
  org('page cut in mid-body', cutAnswer, 2),
  org('page late', slow, 2),
  org('hang', hang, 1),
  splunk(
    '503',
    refuse(() => hecAnswer(9)),
    3,
  ),
  splunk('hang', hang, 2),
  splunk('connection reset', reset, 2),
  splunk('request cut in mid-body', cutRequest, 2),
  splunk('answer cut in mid-body', cutAnswer, 2),
  splunk('answer lost', lostAnswer, 2),
  splunk('answer late', slow, 3),
  bus('500', refuse(awsError(500, 'InternalException')), 4),
  bus('throttled', refuse(awsError(400, 'ThrottlingException')), 4),
  bus('hang', hang, 2),
  bus('connection reset', reset, 2),
  bus('request cut in mid-body', cutRequest, 2),
  bus('answer cut in mid-body', cutAnswer, 2),
  bus('answer lost', lostAnswer, 2),
  bus('answer late', slow, 3),
  table('throttled', refuse(awsError(400, 'ProvisionedThroughputExceededException')), 8),
  table('500', refuse(awsError(500, 'InternalServerError')), 8),
  table('connection reset', reset, 8),
  table('answer lost', lostAnswer, 4),
  table('answer late', slow, 3),
  queue('throttled', refuse(awsError(400, 'RequestThrottled')), 8),
  queue('500', refuse(awsError(500, 'InternalFailure')), 8),
  queue('connection reset', reset, 8),
  queue('answer lost', lostAnswer, 4),
  queue('answer late', slow, 2),
];
