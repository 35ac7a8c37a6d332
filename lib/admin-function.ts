import { Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { AdminEnv } from '../lambdas/runtime/config.ts';
import { grantEventBuses } from './grant-event-buses.ts';
import type { LifecycleQueue } from './lifecycle-queue.ts';
import { type FunctionLogs, NodeFunction } from './node-function.ts';
import type { SplunkTokens } from './splunk-tokens.ts';
import type { StreamTable } from './stream-table.ts';

export interface AdminFunctionProps {
  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /** Log streams that may exist at once. */
  readonly maxLogStreams: number;

  /** Requests that are answered in a minute. */
  readonly requestsPerMinute: number;

  /** Time limit of one delivery attempt. A verification has less if that is more than an answer may take. */
  readonly attemptTimeout: Duration;

  /** Accounts whose event buses streams may deliver to. */
  readonly eventBridgeAccounts: readonly string[];

  /** What streams to Splunk authenticate with. */
  readonly splunkTokens: SplunkTokens;

  /** Where the streams are, and the log of their lifecycle events. */
  readonly streams: StreamTable;

  /** What is nudged after a change. */
  readonly lifecycleQueue: LifecycleQueue;

  /** What becomes of the function's logs. */
  readonly logs: FunctionLogs;
}

/** API Gateway: a caller is answered within 29 seconds or not by the function. */
const TIMEOUT = Duration.seconds(29);

/** Leaves a verification time to start, to load the stream and to tell what came of it. */
const LONGEST_VERIFICATION = Duration.seconds(20);

/** The function that answers every request of the admin API. */
export function adminFunction(scope: Construct, id: string, props: AdminFunctionProps): NodeFunction {
  const environment = {
    OKTA_ORG_URL: props.orgUrl,
    STREAM_TABLE: props.streams.table.tableName,
    LIFECYCLE_QUEUE_URL: props.lifecycleQueue.queue.queueUrl,
    SPLUNK_TOKEN_SECRET_PREFIX: props.splunkTokens.prefix,
    ACCOUNT_ID: Stack.of(scope).account,
    EVENT_BRIDGE_ACCOUNTS: props.eventBridgeAccounts.join(','),
    MAX_LOG_STREAMS: String(props.maxLogStreams),
    REQUESTS_PER_MINUTE: String(props.requestsPerMinute),
    ATTEMPT_TIMEOUT_MS: String(
      Math.min(props.attemptTimeout.toMilliseconds(), LONGEST_VERIFICATION.toMilliseconds()),
    ),
  } satisfies AdminEnv;

  const admin = new NodeFunction(scope, id, {
    entry: 'admin.handler.ts',
    description: `Answers the admin API of the log streams of ${props.orgUrl}`,
    environment,
    timeout: TIMEOUT,
    logs: props.logs,
  });
  props.streams.grantAdmin(admin);
  props.splunkTokens.grantAdmin(admin);
  props.lifecycleQueue.grantNudge(admin);
  grantEventBuses(admin, props.eventBridgeAccounts);
  return admin;
}
