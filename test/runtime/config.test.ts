import { describe, expect, test } from '@jest/globals';
import {
  type AdminEnv,
  type AuthorizeEnv,
  type DeadLetterEnv,
  type DeliverEnv,
  type Env,
  type LifecycleEnv,
  parseAdminConfig,
  parseAuthorizeConfig,
  parseDeadLetterConfig,
  parseDeliverConfig,
  parseLifecycleConfig,
  parsePollConfig,
  type PollEnv,
} from '../../lambdas/runtime/config.ts';

const poll: PollEnv = {
  OKTA_ORG_URL: 'https://acme.okta.com',
  OKTA_CREDENTIALS_SECRET_ID: 'okta/credentials',
  OKTA_RATE_LIMIT_SHARE: '0.5',
  STREAM_TABLE: 'streams',
  EVENT_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/events.fifo',
  UNDELIVERABLE_BUCKET: 'undeliverable',
  BACKLOG_LIMIT_EVENTS: '50000',
  LIFECYCLE_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/lifecycle',
};
const deliver: DeliverEnv = {
  OKTA_ORG_URL: 'https://acme.okta.com',
  STREAM_TABLE: 'streams',
  UNDELIVERABLE_BUCKET: 'undeliverable',
  SPLUNK_TOKEN_SECRET_PREFIX: 'splunk',
  ACCOUNT_ID: '123456789012',
  ATTEMPT_TIMEOUT_MS: '10000',
  MAX_RECEIVE_COUNT: '4',
};
const deadLetter: DeadLetterEnv = { OKTA_ORG_URL: 'https://acme.okta.com', STREAM_TABLE: 'streams' };

const lifecycle: LifecycleEnv = {
  OKTA_ORG_URL: 'https://acme.okta.com',
  STREAM_TABLE: 'streams',
  EVENT_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/events.fifo',
  LIFECYCLE_BUS_NAME: 'lifecycle',
  SPLUNK_TOKEN_SECRET_PREFIX: 'splunk',
};
const admin: AdminEnv = {
  OKTA_ORG_URL: 'https://acme.okta.com',
  STREAM_TABLE: 'streams',
  LIFECYCLE_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/lifecycle',
  SPLUNK_TOKEN_SECRET_PREFIX: 'splunk',
  ACCOUNT_ID: '123456789012',
  EVENT_BRIDGE_ACCOUNTS: '123456789012,210987654321',
  MAX_LOG_STREAMS: '10',
  REQUESTS_PER_MINUTE: '600',
  ATTEMPT_TIMEOUT_MS: '10000',
};
const authorize: AuthorizeEnv = { ADMIN_TOKENS_SECRET_ID: 'okta-log-streaming/admin-tokens' };

const problemsOf = (parse: (env: Env) => unknown, env: Env): string => {
  try {
    parse(env);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'none';
};

describe('the configuration', () => {
  test('of the poller is read from its variables', () => {
    expect(parsePollConfig(poll)).toEqual({
      orgUrl: new URL('https://acme.okta.com'),
      credentialsSecretId: 'okta/credentials',
      rateLimitShare: 0.5,
      streamTable: 'streams',
      eventQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/events.fifo',
      undeliverableBucket: 'undeliverable',
      backlogLimitEvents: 50_000,
      lifecycleQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/lifecycle',
    });
  });

  test('of the deliverer is read from its variables', () => {
    expect(parseDeliverConfig(deliver)).toEqual({
      orgUrl: new URL('https://acme.okta.com'),
      streamTable: 'streams',
      undeliverableBucket: 'undeliverable',
      splunkTokenSecretPrefix: 'splunk',
      accountId: '123456789012',
      attemptTimeoutMs: 10_000,
      maxReceiveCount: 4,
      splunkHecEndpoint: undefined,
    });
  });

  test('of the deliverer may name one place where every Splunk host is', () => {
    const { splunkHecEndpoint } = parseDeliverConfig({
      ...deliver,
      SPLUNK_HEC_ENDPOINT_URL: 'http://127.0.0.1:8088',
    });

    expect(splunkHecEndpoint).toEqual(new URL('http://127.0.0.1:8088'));
  });

  test('of the dead-letter consumer is read from its variables', () => {
    expect(parseDeadLetterConfig(deadLetter)).toEqual({
      orgUrl: new URL('https://acme.okta.com'),
      streamTable: 'streams',
    });
  });

  test('of the lifecycle function is read from its variables', () => {
    expect(parseLifecycleConfig(lifecycle)).toEqual({
      orgUrl: new URL('https://acme.okta.com'),
      streamTable: 'streams',
      eventQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/events.fifo',
      lifecycleBusName: 'lifecycle',
      splunkTokenSecretPrefix: 'splunk',
    });
  });

  test('of the admin API is read from its variables', () => {
    expect(parseAdminConfig(admin)).toEqual({
      orgUrl: new URL('https://acme.okta.com'),
      streamTable: 'streams',
      lifecycleQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/lifecycle',
      splunkTokenSecretPrefix: 'splunk',
      accountId: '123456789012',
      eventBridgeAccounts: ['123456789012', '210987654321'],
      maxLogStreams: 10,
      requestsPerMinute: 600,
      attemptTimeoutMs: 10_000,
      splunkHecEndpoint: undefined,
    });
  });

  test('of the authorizer is read from its variables', () => {
    expect(parseAuthorizeConfig(authorize)).toEqual({ tokensSecretId: 'okta-log-streaming/admin-tokens' });
  });

  test('ignores blanks around a value', () => {
    expect(parseDeadLetterConfig({ ...deadLetter, STREAM_TABLE: ' streams\n' }).streamTable).toBe('streams');
  });

  test.each([
    ['poller', parsePollConfig, poll],
    ['deliverer', parseDeliverConfig, deliver],
    ['dead-letter consumer', parseDeadLetterConfig, deadLetter],
    ['lifecycle function', parseLifecycleConfig, lifecycle],
    ['admin API', parseAdminConfig, admin],
    ['authorizer', parseAuthorizeConfig, authorize],
  ])('of the %s names every problem at once', (_which, parse, env) => {
    const problems = problemsOf(parse, {});

    expect(Object.keys(env).filter((name) => !problems.includes(`${name} must`))).toEqual([]);
  });

  test('is refused with a code', () => {
    expect(() => parsePollConfig({})).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  test.each([
    ['OKTA_ORG_URL', 'acme.okta.com', 'OKTA_ORG_URL must be an http(s) URL; got "acme.okta.com"'],
    ['OKTA_ORG_URL', 'ftp://acme.okta.com', 'OKTA_ORG_URL must be an http(s) URL; got "ftp://acme.okta.com"'],
    ['STREAM_TABLE', '  ', 'STREAM_TABLE must not be empty; got ""'],
    ['STREAM_TABLE', undefined, 'STREAM_TABLE must not be empty; it is missing'],
    ['OKTA_RATE_LIMIT_SHARE', '0', 'OKTA_RATE_LIMIT_SHARE must be a number above 0 and at most 1; got "0"'],
    ['OKTA_RATE_LIMIT_SHARE', '1.1', 'OKTA_RATE_LIMIT_SHARE must be a number above 0 and at most 1; got "1.1"'],
    ['OKTA_RATE_LIMIT_SHARE', 'half', 'OKTA_RATE_LIMIT_SHARE must be a number above 0 and at most 1; got "half"'],
    ['OKTA_RATE_LIMIT_SHARE', '', 'OKTA_RATE_LIMIT_SHARE must be a number above 0 and at most 1; got ""'],
  ])('with %s = %p says what is wrong, what it got and what is allowed', (name, value, problem) => {
    expect(problemsOf(parsePollConfig, { ...poll, [name]: value })).toBe(problem);
  });

  test.each([
    ['ATTEMPT_TIMEOUT_MS', '300001'],
    ['MAX_RECEIVE_COUNT', '1'],
    ['SPLUNK_HEC_ENDPOINT_URL', ''],
  ])('of the deliverer with %s = %p is refused', (name, value) => {
    expect(problemsOf(parseDeliverConfig, { ...deliver, [name]: value })).toContain(name);
  });
});
