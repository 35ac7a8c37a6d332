import { describe, expect, test } from '@jest/globals';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DeploymentConfigError, parseDeploymentConfig } from '../../lib/deployment-config.ts';

const orgUrl = 'https://acme.okta.com';
const parse = (context: Record<string, unknown>) => parseDeploymentConfig({ orgUrl, ...context });

describe('parseDeploymentConfig', () => {
  test('needs the URL of the org and has a default for the rest', () => {
    expect(parse({})).toEqual({
      orgUrl,
      credentialsSecretName: 'okta-log-streaming/okta-credentials',
      pollInterval: 10,
      rateLimitShare: 0.5,
      eventBridgeAccounts: undefined,
      attemptTimeoutSeconds: 10,
      backlogLimitEvents: 50_000,
      adminAuth: 'iam',
      maxLogStreams: 10,
      adminRequestsPerMinute: 600,
      eventHookUrl: undefined,
      eventHookSecretName: 'okta-log-streaming/event-hook',
      apiGatewayLogRole: true,
      logRetentionDays: 90,
      removalPolicy: 'retain',
      lagObjectiveSeconds: undefined,
      alarmEmail: undefined,
      eventBusName: undefined,
      reservedConcurrency: true,
      stackName: 'okta-log-streaming',
    });
  });

  test('takes every setting as the string that -c gives', () => {
    const given = {
      orgUrl: 'https://logs.acme.example/',
      credentialsSecretName: 'acme/okta',
      pollInterval: '5',
      rateLimitShare: '0.25',
      eventBridgeAccounts: '111122223333, 444455556666,111122223333',
      attemptTimeoutSeconds: '30',
      backlogLimitEvents: '1000',
      adminAuth: 'token',
      maxLogStreams: '3',
      adminRequestsPerMinute: '60000',
      eventHookUrl: 'https://hooks.acme.example',
      eventHookSecretName: 'acme/hook',
      apiGatewayLogRole: 'false',
      logRetentionDays: '30',
      removalPolicy: 'destroy',
      lagObjectiveSeconds: '600',
      alarmEmail: 'soc@acme.example',
      eventBusName: 'okta-acme',
      reservedConcurrency: 'false',
      stackName: 'okta-acme',
    };

    expect(parseDeploymentConfig(given)).toEqual({
      ...given,
      orgUrl: 'https://logs.acme.example',
      pollInterval: 5,
      rateLimitShare: 0.25,
      eventBridgeAccounts: ['111122223333', '444455556666'],
      attemptTimeoutSeconds: 30,
      backlogLimitEvents: 1000,
      maxLogStreams: 3,
      adminRequestsPerMinute: 60_000,
      eventHookUrl: 'https://hooks.acme.example/',
      apiGatewayLogRole: false,
      logRetentionDays: 30,
      lagObjectiveSeconds: 600,
      reservedConcurrency: false,
    });
  });

  test('gives its own result back unchanged', () => {
    const config = parse({
      pollInterval: '300',
      eventBridgeAccounts: '111122223333',
      eventBusName: 'okta',
      eventHookUrl: 'https://hooks.acme.example/a b?c',
    });

    expect(parseDeploymentConfig({ ...config })).toEqual(config);
  });

  test.each([
    ['orgUrl', 'http://127.0.0.1:8080'],
    ['orgUrl', 'http://localhost:8080'],
    ['orgUrl', 'http://[::1]:8080'],
    ['pollInterval', 6],
    ['pollInterval', '60'],
    ['rateLimitShare', 1],
    ['attemptTimeoutSeconds', 60],
    ['eventBridgeAccounts', ['012345678901']],
    ['maxLogStreams', 1],
    ['maxLogStreams', 200],
    ['adminRequestsPerMinute', 1],
    ['lagObjectiveSeconds', 60],
    ['lagObjectiveSeconds', 86_400],
    ['eventHookUrl', 'https://hooks.acme.example:8443/okta?from=us'],
    ['eventHookUrl', 'http://127.0.0.1:8080/hook'],
    ['eventHookUrl', 'http://localhost/hook'],
  ])('accepts %s = %j', (key, value) => {
    expect(() => parse({ [key]: value })).not.toThrow();
  });

  test.each([
    ['orgUrl', 'http://acme.okta.com'],
    ['orgUrl', 'http://127.0.0.1.acme.example'],
    ['orgUrl', 'http://localhost.acme.example'],
    ['orgUrl', 'acme.okta.com'],
    ['orgUrl', 'https://acme.okta.com/api/v1'],
    ['orgUrl', 'https://acme.okta.com?x=1'],
    ['orgUrl', 'https://acme-admin.okta.com'],
    ['orgUrl', 'ftp://acme.okta.com'],
    ['orgUrl', ''],
    ['orgUrl', 7],
    ['credentialsSecretName', 'okta*'],
    ['credentialsSecretName', ''],
    ['pollInterval', 7],
    ['pollInterval', '10s'],
    ['pollInterval', 90],
    ['pollInterval', 360],
    ['pollInterval', true],
    ['rateLimitShare', 0],
    ['rateLimitShare', 1.01],
    ['rateLimitShare', 'half'],
    ['eventBridgeAccounts', '1111222233334'],
    ['eventBridgeAccounts', '*'],
    ['eventBridgeAccounts', []],
    ['eventBridgeAccounts', ''],
    ['eventBridgeAccounts', 111122223333],
    ['attemptTimeoutSeconds', 0],
    ['attemptTimeoutSeconds', 61],
    ['attemptTimeoutSeconds', 1.5],
    ['backlogLimitEvents', 0],
    ['backlogLimitEvents', -1],
    ['adminAuth', 'IAM'],
    ['adminAuth', 'none'],
    ['adminAuth', true],
    ['maxLogStreams', 0],
    ['maxLogStreams', 201],
    ['maxLogStreams', 2.5],
    ['maxLogStreams', 'all'],
    ['lagObjectiveSeconds', 59],
    ['lagObjectiveSeconds', 86_401],
    ['lagObjectiveSeconds', 'PT5M'],
    ['adminRequestsPerMinute', 0],
    ['adminRequestsPerMinute', 60_001],
    ['adminRequestsPerMinute', 0.5],
    ['eventHookUrl', 'http://hooks.acme.example'],
    ['eventHookUrl', 'http://localhost.acme.example'],
    ['eventHookUrl', 'https://user@hooks.acme.example'],
    ['eventHookUrl', 'https://:secret@hooks.acme.example'],
    ['eventHookUrl', 'https://hooks.acme.example/#okta'],
    ['eventHookUrl', 'hooks.acme.example'],
    ['eventHookUrl', ''],
    ['eventHookUrl', 7],
    ['eventHookSecretName', 'hook*'],
    ['eventHookSecretName', ''],
    ['apiGatewayLogRole', 'no'],
    ['apiGatewayLogRole', 'toString'],
    ['apiGatewayLogRole', ['true']],
    ['apiGatewayLogRole', { toString: 1 }],
    ['orgUrl', { toString: 1 }],
    ['logRetentionDays', 91],
    ['removalPolicy', 'keep'],
    ['alarmEmail', 'soc'],
    ['eventBusName', 'default'],
    ['eventBusName', 'aws.partner/okta.com/acme/logs'],
    ['reservedConcurrency', 'no'],
    ['stackName', '1-acme'],
  ])('refuses %s = %j and names it', (key, value) => {
    expect(() => parse({ [key]: value })).toThrow(new RegExp(`^${key} must be [^;]+; got `));
  });

  test.each([
    { pollInterval: 180, lagObjectiveSeconds: '300', least: 360 },
    { pollInterval: '300', lagObjectiveSeconds: 599, least: 600 },
  ])('refuses a lag objective that polls so far apart would miss: %j', ({ least, ...settings }) => {
    const got = JSON.stringify(settings.lagObjectiveSeconds);

    expect(() => parse(settings)).toThrow(
      `lagObjectiveSeconds must be at least ${least}, twice the pollInterval; got ${got}`,
    );
    expect(() => parse({ ...settings, lagObjectiveSeconds: least })).not.toThrow();
  });

  test('names every problem at once, with the value got and the values allowed', () => {
    const context = { pollInterval: 7, removalPolicy: 'keep', orgURL: 'https://acme.okta.com' };

    const error = problemsOf(context);

    expect(error).toBeInstanceOf(DeploymentConfigError);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(error.message).toMatch(/orgUrl must be the https URL .*; it is missing/);
    expect(error.message).toContain('pollInterval must be a number of seconds out of 5, 6, 10, 12, 15, 20, 30, 60,');
    expect(error.message).toContain('; got 7. ');
    expect(error.message).toContain('removalPolicy must be "retain" or "destroy"; got "keep"');
    expect(error.message).toContain('"orgURL" is not a setting; the settings are orgUrl, credentialsSecretName,');
  });

  test("ignores CDK's own keys", () => {
    const context = {
      '@aws-cdk/core:checkSecretUsage': true,
      'aws:cdk:bundling-stacks': [],
      'availability-zones:account=111122223333:region=us-east-1': ['us-east-1a'],
      'acknowledged-issue-numbers': [1],
      'cli-telemetry': false,
    };

    expect(parse(context)).toEqual(parse({}));
  });

  test.each([
    ['orgUrl', 'https://admin:hunter2@acme.okta.com', 'hunter2'],
    ['credentialsSecretName', '00abcdefghijklmnopqrstuvwxyz0123456789-_AB', '00abcdef'],
    ['credentialsSecretName', '{"token":"hunter2"}', 'hunter2'],
    ['eventHookSecretName', 'Bearer hunter2', 'hunter2'],
    ['eventHookUrl', 'https://okta:hunter2@hooks.acme.example', 'hunter2'],
    ['eventHookUrl', 'http://hooks.acme.example/hunter2', 'hunter2'],
  ])('refuses a secret in %s without repeating it', (key, value, secret) => {
    const error = problemsOf({ orgUrl, [key]: value });

    expect(error.message).toContain(`${key} must be`);
    expect(error.message).not.toContain(secret);
  });

  test('accepts the log retentions that CloudWatch Logs knows, and only those', () => {
    const known = Object.values(RetentionDays).filter(
      (days) => typeof days === 'number' && days !== RetentionDays.INFINITE,
    );
    const everyDay = Array.from({ length: 4000 }, (_, index) => index);

    const accepted = everyDay.filter((logRetentionDays) => isAccepted({ logRetentionDays }));

    expect(accepted).toEqual(known.toSorted((a, b) => a - b));
  });
});

function problemsOf(context: Record<string, unknown>): Error {
  try {
    parseDeploymentConfig(context);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('the settings were accepted');
}

function isAccepted(context: Record<string, unknown>): boolean {
  try {
    parse(context);
    return true;
  } catch {
    return false;
  }
}
