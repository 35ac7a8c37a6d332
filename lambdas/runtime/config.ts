import { LogStreamingError } from '../core/errors.ts';

/** The variables a construct must set for each function. `lib/` imports these types, never a value. */
export type PollEnv = Record<
  | 'OKTA_ORG_URL'
  | 'OKTA_CREDENTIALS_SECRET_ID'
  | 'OKTA_RATE_LIMIT_SHARE'
  | 'STREAM_TABLE'
  | 'EVENT_QUEUE_URL'
  | 'UNDELIVERABLE_BUCKET'
  | 'BACKLOG_LIMIT_EVENTS'
  | 'LIFECYCLE_QUEUE_URL',
  string
>;

export type DeliverEnv = Record<
  | 'OKTA_ORG_URL'
  | 'STREAM_TABLE'
  | 'UNDELIVERABLE_BUCKET'
  | 'SPLUNK_TOKEN_SECRET_PREFIX'
  | 'ACCOUNT_ID'
  | 'ATTEMPT_TIMEOUT_MS'
  | 'MAX_RECEIVE_COUNT',
  string
>;

export type DeadLetterEnv = Record<'OKTA_ORG_URL' | 'STREAM_TABLE', string>;

export type LifecycleEnv = Record<
  'OKTA_ORG_URL' | 'STREAM_TABLE' | 'EVENT_QUEUE_URL' | 'LIFECYCLE_BUS_NAME' | 'SPLUNK_TOKEN_SECRET_PREFIX',
  string
>;

export type AdminEnv = Record<
  | 'OKTA_ORG_URL'
  | 'STREAM_TABLE'
  | 'LIFECYCLE_QUEUE_URL'
  | 'SPLUNK_TOKEN_SECRET_PREFIX'
  | 'ACCOUNT_ID'
  | 'EVENT_BRIDGE_ACCOUNTS'
  | 'MAX_LOG_STREAMS'
  | 'REQUESTS_PER_MINUTE'
  | 'ATTEMPT_TIMEOUT_MS',
  string
>;

export type AuthorizeEnv = Record<'ADMIN_TOKENS_SECRET_ID', string>;

export type EventHookEnv = Record<
  'OKTA_ORG_URL' | 'STREAM_TABLE' | 'EVENT_HOOK_URL' | 'EVENT_HOOK_SECRET_ID',
  string
>;

export type Env = Readonly<Record<string, string | undefined>>;

export interface PollConfig {
  readonly orgUrl: URL;
  readonly credentialsSecretId: string;
  /** Part of Okta's rate limit that polling may use, 0 to 1. */
  readonly rateLimitShare: number;
  readonly streamTable: string;
  readonly eventQueueUrl: string;
  readonly undeliverableBucket: string;
  readonly backlogLimitEvents: number;
  readonly lifecycleQueueUrl: string;
}

export interface DeliverConfig {
  readonly orgUrl: URL;
  readonly streamTable: string;
  readonly undeliverableBucket: string;
  readonly splunkTokenSecretPrefix: string;
  /** The AWS account that the function runs in. */
  readonly accountId: string;
  readonly attemptTimeoutMs: number;
  /** At this receive count a message is handled like a failed delivery; the queue's redrive comes later. */
  readonly maxReceiveCount: number;
  /** Where every Splunk host resolves to, instead of its own HEC address: the embedded run's. */
  readonly splunkHecEndpoint?: URL | undefined;
}

export interface DeadLetterConfig {
  readonly orgUrl: URL;
  readonly streamTable: string;
}

export interface LifecycleConfig {
  readonly orgUrl: URL;
  readonly streamTable: string;
  readonly eventQueueUrl: string;
  readonly lifecycleBusName: string;
  readonly splunkTokenSecretPrefix: string;
}

export interface AdminConfig {
  readonly orgUrl: URL;
  readonly streamTable: string;
  readonly lifecycleQueueUrl: string;
  readonly splunkTokenSecretPrefix: string;
  /** The AWS account that the function runs in. */
  readonly accountId: string;
  readonly eventBridgeAccounts: readonly string[];
  readonly maxLogStreams: number;
  readonly requestsPerMinute: number;
  readonly attemptTimeoutMs: number;
  readonly splunkHecEndpoint?: URL | undefined;
}

export interface AuthorizeConfig {
  /** The secret with the hashes of the admin API's tokens. */
  readonly tokensSecretId: string;
}

export interface EventHookConfig {
  readonly orgUrl: URL;
  readonly streamTable: string;
  readonly url: URL;
  /** The secret with the value of the Authorization header. */
  readonly secretId: string;
}

/** Each parser names every problem at once and fails with CONFIG_INVALID. */
export function parsePollConfig(env: Env): PollConfig {
  return parse(env, (read) => ({
    orgUrl: read.url('OKTA_ORG_URL'),
    credentialsSecretId: read.text('OKTA_CREDENTIALS_SECRET_ID'),
    rateLimitShare: read.number('OKTA_RATE_LIMIT_SHARE', { above: 0, upTo: 1 }),
    streamTable: read.text('STREAM_TABLE'),
    eventQueueUrl: read.text('EVENT_QUEUE_URL'),
    undeliverableBucket: read.text('UNDELIVERABLE_BUCKET'),
    backlogLimitEvents: read.number('BACKLOG_LIMIT_EVENTS', { above: 0, upTo: Number.MAX_SAFE_INTEGER }),
    lifecycleQueueUrl: read.text('LIFECYCLE_QUEUE_URL'),
  }));
}

export function parseDeliverConfig(env: Env): DeliverConfig {
  return parse(env, (read) => ({
    orgUrl: read.url('OKTA_ORG_URL'),
    streamTable: read.text('STREAM_TABLE'),
    undeliverableBucket: read.text('UNDELIVERABLE_BUCKET'),
    splunkTokenSecretPrefix: read.text('SPLUNK_TOKEN_SECRET_PREFIX'),
    accountId: read.text('ACCOUNT_ID'),
    attemptTimeoutMs: read.number('ATTEMPT_TIMEOUT_MS', { above: 0, upTo: 300_000 }),
    maxReceiveCount: read.number('MAX_RECEIVE_COUNT', { above: 1, upTo: 1_000 }),
    splunkHecEndpoint: hecEndpoint(env, read),
  }));
}

export function parseAdminConfig(env: Env): AdminConfig {
  return parse(env, (read) => ({
    orgUrl: read.url('OKTA_ORG_URL'),
    streamTable: read.text('STREAM_TABLE'),
    lifecycleQueueUrl: read.text('LIFECYCLE_QUEUE_URL'),
    splunkTokenSecretPrefix: read.text('SPLUNK_TOKEN_SECRET_PREFIX'),
    accountId: read.text('ACCOUNT_ID'),
    eventBridgeAccounts: read.text('EVENT_BRIDGE_ACCOUNTS').split(','),
    maxLogStreams: read.number('MAX_LOG_STREAMS', { above: 0, upTo: 1_000 }),
    requestsPerMinute: read.number('REQUESTS_PER_MINUTE', { above: 0, upTo: 1_000_000 }),
    attemptTimeoutMs: read.number('ATTEMPT_TIMEOUT_MS', { above: 0, upTo: 25_000 }),
    splunkHecEndpoint: hecEndpoint(env, read),
  }));
}

export function parseLifecycleConfig(env: Env): LifecycleConfig {
  return parse(env, (read) => ({
    orgUrl: read.url('OKTA_ORG_URL'),
    streamTable: read.text('STREAM_TABLE'),
    eventQueueUrl: read.text('EVENT_QUEUE_URL'),
    lifecycleBusName: read.text('LIFECYCLE_BUS_NAME'),
    splunkTokenSecretPrefix: read.text('SPLUNK_TOKEN_SECRET_PREFIX'),
  }));
}

export function parseDeadLetterConfig(env: Env): DeadLetterConfig {
  return parse(env, (read) => ({ orgUrl: read.url('OKTA_ORG_URL'), streamTable: read.text('STREAM_TABLE') }));
}

export function parseAuthorizeConfig(env: Env): AuthorizeConfig {
  return parse(env, (read) => ({ tokensSecretId: read.text('ADMIN_TOKENS_SECRET_ID') }));
}

export function parseEventHookConfig(env: Env): EventHookConfig {
  return parse(env, (read) => ({
    orgUrl: read.url('OKTA_ORG_URL'),
    streamTable: read.text('STREAM_TABLE'),
    url: read.url('EVENT_HOOK_URL', { isSecret: true }),
    secretId: read.text('EVENT_HOOK_SECRET_ID'),
  }));
}

const hecEndpoint = (env: Env, read: Reader): URL | undefined =>
  env['SPLUNK_HEC_ENDPOINT_URL'] === undefined ? undefined : read.url('SPLUNK_HEC_ENDPOINT_URL');

interface Reader {
  text(name: string): string;
  /** Whoever knows a secret one can call it: no problem shows it. */
  url(name: string, options?: { readonly isSecret: boolean }): URL;
  number(name: string, range: { readonly above: number; readonly upTo: number }): number;
}

function parse<T>(env: Env, build: (read: Reader) => T): T {
  const problems: string[] = [];
  const value = (name: string) => env[name]?.trim() ?? '';
  const got = (name: string) => (env[name] === undefined ? 'it is missing' : `got "${value(name)}"`);

  const config = build({
    text(name) {
      if (value(name) === '') problems.push(`${name} must not be empty; ${got(name)}`);
      return value(name);
    },
    url(name, { isSecret } = { isSecret: false }) {
      const url = URL.parse(value(name));
      if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
      const isShown = !isSecret || value(name) === '';
      problems.push(`${name} must be an http(s) URL; ${isShown ? got(name) : 'got something else, not shown here'}`);
      return new URL('https://invalid.invalid');
    },
    number(name, { above, upTo }) {
      const number = Number(value(name) || Number.NaN);
      if (!(number > above && number <= upTo)) {
        problems.push(`${name} must be a number above ${above} and at most ${upTo}; ${got(name)}`);
      }
      return number;
    },
  });

  if (problems.length > 0) throw new LogStreamingError('CONFIG_INVALID', problems.join('. '));
  return config;
}
