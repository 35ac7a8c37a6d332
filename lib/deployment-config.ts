import type { ErrorCode } from '../lambdas/core/errors.ts';
import { SETTINGS } from './deployment-settings.ts';

/**
 * How one org's System Log is streamed. Every key is a context key too: `cdk deploy -c orgUrl=https://acme.okta.com`.
 */
export interface DeploymentConfig {
  /** Origin of the Okta org: https; http only for a loopback host. */
  readonly orgUrl: string;

  /**
   * Name of the secret in Secrets Manager that holds the Okta credentials. It must exist; it is never created here.
   *
   * @default 'okta-log-streaming/okta-credentials'
   */
  readonly credentialsSecretName: string;

  /**
   * Seconds between two polls: 5, 6, 10, 12, 15, 20, 30, or whole minutes from 60 to 300.
   *
   * @default 10
   */
  readonly pollInterval: number;

  /**
   * Part of Okta's rate limit that polling may use: above 0, at most 1.
   *
   * @default 0.5
   */
  readonly rateLimitShare: number;

  /**
   * Ids of the AWS accounts whose event buses streams may deliver to. In the context also a comma-separated string.
   *
   * @default - the account that the stack is deployed to
   */
  readonly eventBridgeAccounts?: readonly string[] | undefined;

  /**
   * Time limit of one delivery attempt: 1 to 60 seconds.
   *
   * @default 10
   */
  readonly attemptTimeoutSeconds: number;

  /**
   * Events read and not yet delivered at which the poller stops reading for a stream.
   *
   * @default 50000
   */
  readonly backlogLimitEvents: number;

  /**
   * How callers of the admin API prove who they are: `iam`, AWS credentials that sign each request; `token`, a token
   * in the Authorization header, as Okta's own SDKs and Terraform provider send it.
   *
   * @default 'iam'
   */
  readonly adminAuth: 'iam' | 'token';

  /**
   * Log streams that may exist at once: 1 to 200.
   *
   * @default 10
   */
  readonly maxLogStreams: number;

  /**
   * Requests that the admin API answers in a minute: 1 to 60000. What is beyond is told when to come again.
   *
   * @default 600
   */
  readonly adminRequestsPerMinute: number;

  /**
   * Where lifecycle events are posted to in the format of Okta's event hooks: https; http only for a loopback host.
   *
   * @default - none; lifecycle events are on the lifecycle bus all the same
   */
  readonly eventHookUrl?: string | undefined;

  /**
   * Name of the secret in Secrets Manager that holds the value of the hook's Authorization header. It must exist when
   * there is an `eventHookUrl`; it is never created here.
   *
   * @default 'okta-log-streaming/event-hook'
   */
  readonly eventHookSecretName: string;

  /**
   * Whether to create the role with which API Gateway writes access logs. An account has one such role for all its
   * APIs in a region and this one replaces it: `false` where there is one already. With a `removalPolicy` of `retain`
   * it outlives the stack, since other APIs may log with it by then.
   *
   * @default true
   */
  readonly apiGatewayLogRole: boolean;

  /**
   * Days that the functions' own logs and the access logs are kept: a number that CloudWatch Logs accepts.
   *
   * @default 90
   */
  readonly logRetentionDays: number;

  /**
   * What becomes of the table, the undeliverable events, the archive and the logs when the stack is deleted.
   * With `destroy`, a bucket that still holds events stops the deletion until somebody empties it.
   *
   * @default 'retain'
   */
  readonly removalPolicy: 'retain' | 'destroy';

  /**
   * Seconds that an event of an ACTIVE stream may wait for its delivery before that is an alarm: 60 to 86400, and at
   * least two poll intervals.
   *
   * @default - 300, or two poll intervals where those are longer
   */
  readonly lagObjectiveSeconds?: number | undefined;

  /**
   * E-mail address that gets the alarms. Its owner must confirm the subscription.
   *
   * @default - none; alarms go to a topic that others can subscribe to
   */
  readonly alarmEmail?: string | undefined;

  /**
   * Name of a custom event bus to create in this account and region, with an archive of all that passes through it.
   *
   * @default - none is created; streams name buses that exist
   */
  readonly eventBusName?: string | undefined;

  /**
   * Whether to reserve a concurrency of one for the poller. An account with a quota of 10, as new ones have, cannot
   * reserve any and fails to deploy; without, two polls may overlap, which wastes a request and harms nothing.
   *
   * @default true
   */
  readonly reservedConcurrency: boolean;

  /**
   * Name of the CloudFormation stack. A second org in the same account and region needs another one.
   *
   * @default 'okta-log-streaming'
   */
  readonly stackName: string;
}

/** Settings that cannot be deployed. */
export class DeploymentConfigError extends Error {
  override readonly name = 'DeploymentConfigError';
  readonly code = 'CONFIG_INVALID' satisfies ErrorCode;
}

/**
 * Reads the settings from a CDK context, where `-c key=value` leaves strings and `cdk.json` any JSON; keys of CDK
 * itself are ignored. Fails with a DeploymentConfigError that names every problem at once.
 */
export function parseDeploymentConfig(context: Readonly<Record<string, unknown>>): DeploymentConfig {
  const problems: string[] = [];

  const read = <K extends keyof DeploymentConfig>(key: K): DeploymentConfig[K] => {
    const { parse, allowed, fallback, isRequired, isSensitive } = SETTINGS[key];
    const given = context[key] ?? undefined;
    const value = given === undefined ? undefined : parse(given);
    if (value === undefined && (given !== undefined || isRequired)) {
      const got = isSensitive?.(given) ? 'got something else, not shown here' : `got ${JSON.stringify(given)}`;
      problems.push(`${key} must be ${allowed}; ${given === undefined ? 'it is missing' : got}`);
    }
    return value ?? fallback;
  };

  const config: DeploymentConfig = {
    orgUrl: read('orgUrl'),
    credentialsSecretName: read('credentialsSecretName'),
    pollInterval: read('pollInterval'),
    rateLimitShare: read('rateLimitShare'),
    eventBridgeAccounts: read('eventBridgeAccounts'),
    attemptTimeoutSeconds: read('attemptTimeoutSeconds'),
    backlogLimitEvents: read('backlogLimitEvents'),
    adminAuth: read('adminAuth'),
    maxLogStreams: read('maxLogStreams'),
    adminRequestsPerMinute: read('adminRequestsPerMinute'),
    eventHookUrl: read('eventHookUrl'),
    eventHookSecretName: read('eventHookSecretName'),
    apiGatewayLogRole: read('apiGatewayLogRole'),
    logRetentionDays: read('logRetentionDays'),
    removalPolicy: read('removalPolicy'),
    lagObjectiveSeconds: read('lagObjectiveSeconds'),
    alarmEmail: read('alarmEmail'),
    eventBusName: read('eventBusName'),
    reservedConcurrency: read('reservedConcurrency'),
    stackName: read('stackName'),
  };

  // What was published right behind a poll waits for the next one: a shorter objective would be missed on quiet days.
  const { lagObjectiveSeconds: objective, pollInterval } = config;
  if (objective !== undefined && objective < 2 * pollInterval) {
    const least = `at least ${2 * pollInterval}, twice the pollInterval`;
    problems.push(`lagObjectiveSeconds must be ${least}; got ${JSON.stringify(context['lagObjectiveSeconds'])}`);
  }

  const settings = Object.keys(SETTINGS);
  for (const key of Object.keys(context)) {
    if (!settings.includes(key) && !isKeyOfCdk(key)) {
      problems.push(`"${key}" is not a setting; the settings are ${settings.join(', ')}`);
    }
  }

  if (problems.length > 0) throw new DeploymentConfigError(problems.join('. '));
  return config;
}

/**
 * CDK's own keys, feature flags and cached look-ups all have punctuation that a setting never has, except these two.
 */
const isKeyOfCdk = (key: string): boolean =>
  /[@:/=]/.test(key) || key === 'acknowledged-issue-numbers' || key === 'cli-telemetry';
