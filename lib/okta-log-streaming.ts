import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AdminApi } from './admin-api.ts';
import { DeadLetterConsumer, DEAD_LETTER_TIMEOUT } from './dead-letter-consumer.ts';
import { Deliverer, deliverTimeout } from './deliverer.ts';
import { type DeploymentConfig, parseDeploymentConfig } from './deployment-config.ts';
import { EventBus } from './event-bus.ts';
import { EventHook } from './event-hook.ts';
import { EventQueue } from './event-queue.ts';
import { Lifecycle } from './lifecycle.ts';
import { Monitoring } from './monitoring.ts';
import { OktaCredentials } from './okta-credentials.ts';
import { Poller } from './poller.ts';
import { SplunkTokens } from './splunk-tokens.ts';
import { StreamTable } from './stream-table.ts';
import { UndeliverableBucket } from './undeliverable-bucket.ts';

/** The settings of a deployment, of which only `orgUrl` is required; see DeploymentConfig for the others. */
export interface OktaLogStreamingProps
  extends Pick<DeploymentConfig, 'orgUrl'>, Partial<Omit<DeploymentConfig, 'orgUrl' | 'stackName'>> {
  /**
   * Each stream's Splunk HEC token is the secret `<prefix>/<stream id>`.
   *
   * @default '<stack name>/<path of the construct in the stack>/splunk-tokens'
   */
  readonly splunkTokenSecretPrefix?: string;

  /**
   * Name of the secret with the tokens of the admin API, where callers have tokens.
   *
   * @default '<stack name>/<path of the construct in the stack>/admin-tokens'
   */
  readonly adminTokensSecretName?: string;

  /**
   * Name of the event bus with the streams' lifecycle events.
   *
   * @default - CloudFormation's choice
   */
  readonly lifecycleBusName?: string;

  /**
   * What the names of the alarms and the dashboard begin with, and the folder of the saved queries.
   *
   * @default '<stack name>-<path of the construct in the stack>'
   */
  readonly monitoringPrefix?: string;
}

/** Reads one Okta org's System Log and forwards every event to each of its log streams. */
export class OktaLogStreaming extends Construct {
  readonly credentials: OktaCredentials;
  readonly splunkTokens: SplunkTokens;
  readonly streams: StreamTable;
  readonly undeliverable: UndeliverableBucket;
  readonly events: EventQueue;
  readonly lifecycle: Lifecycle;
  readonly poller: Poller;
  readonly deliverer: Deliverer;
  readonly deadLetterConsumer: DeadLetterConsumer;
  readonly adminApi: AdminApi;
  readonly monitoring: Monitoring;
  /** Undefined when no `eventHookUrl` is given. */
  readonly eventHook: EventHook | undefined;
  /** Undefined when no `eventBusName` is given. */
  readonly eventBus: EventBus | undefined;

  constructor(scope: Construct, id: string, props: OktaLogStreamingProps) {
    super(scope, id);
    const { splunkTokenSecretPrefix, adminTokensSecretName, lifecycleBusName, monitoringPrefix, ...settings } = props;

    const config = parseDeploymentConfig({ ...settings });
    const removalPolicy = config.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const attemptTimeout = Duration.seconds(config.attemptTimeoutSeconds);
    const eventBridgeAccounts = config.eventBridgeAccounts ?? [Stack.of(this).account];
    const { orgUrl } = config;

    this.credentials = new OktaCredentials(this, 'Credentials', { secretName: config.credentialsSecretName });
    this.splunkTokens = new SplunkTokens(this, 'SplunkTokens', {
      prefix: splunkTokenSecretPrefix ?? `${this.pathFromStackName()}/splunk-tokens`,
    });
    this.streams = new StreamTable(this, 'Streams', { removalPolicy });
    this.undeliverable = new UndeliverableBucket(this, 'Undeliverable', { removalPolicy });
    this.events = new EventQueue(this, 'Events', {
      deliverTimeout: deliverTimeout(attemptTimeout),
      deadLetterTimeout: DEAD_LETTER_TIMEOUT,
    });
    this.eventBus = config.eventBusName
      ? new EventBus(this, 'EventBus', { name: config.eventBusName, removalPolicy })
      : undefined;

    const shared = {
      orgUrl,
      streams: this.streams,
      events: this.events,
      undeliverable: this.undeliverable,
      splunkTokens: this.splunkTokens,
      logs: { retention: config.logRetentionDays, removalPolicy },
    };
    this.lifecycle = new Lifecycle(this, 'Lifecycle', { ...shared, busName: lifecycleBusName });
    const lifecycleQueue = this.lifecycle.queue;
    this.poller = new Poller(this, 'Poller', {
      ...shared,
      lifecycleQueue,
      credentials: this.credentials,
      interval: Duration.seconds(config.pollInterval),
      rateLimitShare: config.rateLimitShare,
      backlogLimitEvents: config.backlogLimitEvents,
      reservedConcurrency: config.reservedConcurrency,
    });
    this.deliverer = new Deliverer(this, 'Deliverer', { ...shared, attemptTimeout, eventBridgeAccounts });
    this.deadLetterConsumer = new DeadLetterConsumer(this, 'DeadLetterConsumer', shared);
    this.adminApi = new AdminApi(this, 'AdminApi', {
      ...shared,
      lifecycleQueue,
      attemptTimeout,
      eventBridgeAccounts,
      auth: config.adminAuth,
      tokensSecretName: adminTokensSecretName ?? `${this.pathFromStackName()}/admin-tokens`,
      maxLogStreams: config.maxLogStreams,
      requestsPerMinute: config.adminRequestsPerMinute,
      createsLogRole: config.apiGatewayLogRole,
    });
    this.eventHook = config.eventHookUrl
      ? new EventHook(this, 'EventHook', {
          ...shared,
          url: config.eventHookUrl,
          secretName: config.eventHookSecretName,
          bus: this.lifecycle.bus,
        })
      : undefined;

    this.monitoring = new Monitoring(this, 'Monitoring', {
      watched: this,
      orgUrl,
      prefix: monitoringPrefix ?? this.pathFromStackName().replaceAll('/', '-'),
      pollInterval: Duration.seconds(config.pollInterval),
      lagObjective: Duration.seconds(config.lagObjectiveSeconds ?? Math.max(300, 2 * config.pollInterval)),
      alarmEmail: config.alarmEmail,
    });
  }

  private pathFromStackName(): string {
    const stack = Stack.of(this);
    const below = this.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
    return [stack.stackName, ...below].join('/');
  }
}
