import { EventEmitter, once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { orgPk } from '../lambdas/aws/stream-item.ts';
import { streamTable } from '../lambdas/aws/stream-table.ts';
import type { LogStream } from '../lambdas/core/log-stream.ts';
import type { Clock, StreamStore } from '../lambdas/core/ports.ts';
import { firstCursor } from '../lambdas/okta/first-cursor.ts';
import { type AdminAccess, adminAccess, type AdminAuth } from './admin-access.ts';
import type { AlarmDefinitions } from './alarms/definition.ts';
import { readAlarms } from './alarms/read-alarms.ts';
import { LOCAL_IDENTITIES } from './api-gateway/local-identities.ts';
import { type Destinations, destinations } from './destinations.ts';
import { type EmulatedAws, startEmulatedAws } from './emulated-aws.ts';
import { type HecRequest, type SplunkHec, startSplunkHec } from './emulators/splunk-hec.ts';
import { type LogLine, parseLogLine } from './function-log.ts';
import { startForeignEventBus } from './foreign-event-bus.ts';
import { refuseUnknownActions } from './iam/known-actions.ts';
import { readAccessRules } from './iam/read-access-rules.ts';
import type { Scope } from './intrinsics.ts';
import { openOrg, type Org } from './org.ts';
import { provision } from './provision.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { seedStreams } from './seed-streams.ts';
import { synthesize } from './synthesize.ts';
import type { StackTemplate } from './template.ts';
import { functionVariables } from './wiring.ts';

export interface EmbeddedRunOptions {
  /** Origin of a foreign org and its API token; otherwise an org is simulated. */
  readonly foreignOrg?: { readonly url: string; readonly apiToken: string } | undefined;
  readonly foreignHec?: { readonly url: string; readonly token: string } | undefined;
  readonly foreignEventBridge?:
    { readonly url: string; readonly environment: Readonly<Record<string, string>> } | undefined;
  /** Context of the stack besides the org's URL. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly stateDir?: string | undefined;
  readonly keepTexts?: boolean;
  readonly requestsPerMinute?: number | undefined;
  readonly schedules?: 'play' | 'ignore';
  /** What every function gets besides, in place of the emulators' addresses: for what stands between. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** How the admin API knows who calls; with a token, unless told otherwise, which `curl` can send. */
  readonly adminAuth?: AdminAuth | undefined;
  readonly adminPort?: number | undefined;
  /** Where lifecycle events are posted, and what is sent as `Authorization`. */
  readonly eventHook?: { readonly url: string; readonly secret: string } | undefined;
  /** Called when the streams exist and nothing has polled yet. */
  readonly beforePolling?: (org: Org, streams: readonly LogStream[]) => void;
  readonly onLog?: (functionName: string, line: Exclude<LogLine, { readonly metrics: string }>) => void;
  /** Each line of metrics that CloudWatch would take out of the functions' logs. */
  readonly onMetrics?: (line: string) => void;
  /** After every batch of messages that a function finished or failed. */
  readonly onBatchEnd?: () => void;
  readonly onHecRequest?: (request: HecRequest) => void;
}

/** The whole stack on this machine, with simulated or foreign ends. */
export interface EmbeddedRun {
  readonly org: Org;
  readonly aws: EmulatedAws;
  readonly hec: SplunkHec;
  readonly streams: StreamStore;
  readonly destinations: Destinations;
  readonly runtime: Runtime;
  /** What is deployed here, and what its resources are called. */
  readonly template: StackTemplate;
  readonly scope: Scope;
  readonly api: AdminAccess;
  /** The alarms of the template. */
  readonly alarms: AlarmDefinitions;
  readonly undeliverableBucket: string;
  /** Whether the targets of this type are simulated here, and so counted. */
  isSimulated(type: LogStream['type']): boolean;
  /** Resolves when no message can be received and no function works on one. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const systemClock: Clock = () => new Date();

export async function startEmbeddedRun(options: EmbeddedRunOptions): Promise<EmbeddedRun> {
  const { stateDir, foreignHec, foreignEventBridge } = options;
  if (stateDir !== undefined) mkdirSync(stateDir, { recursive: true });

  const org = await openOrg({
    ...options,
    apiToken: options.foreignOrg?.apiToken ?? randomBytes(21).toString('base64url'),
  });
  const { adminAuth = 'token', eventHook } = options;
  const template = synthesize({
    ...options.context,
    adminAuth,
    ...(eventHook && { eventHookUrl: eventHook.url }),
    orgUrl: org.url.origin,
  });

  await refuseUnknownActions(template);
  const accepted = destinations({
    orderOf: org.orderOf,
    keepTexts: options.keepTexts ?? false,
    stateDir,
    hecToken: foreignHec?.token,
  });
  const aws = await startEmulatedAws({
    stateDir,
    onAccept: accepted.acceptAtBus,
    onDenied: ({ line }) => options.onLog?.('iam', { level: 'ERROR', text: line }),
  });
  const hec = await startSplunkHec({
    onAccept: accepted.acceptAtHec,
    onRequest: (request) => options.onHecRequest?.(request),
  });
  const foreignBus =
    foreignEventBridge && (await startForeignEventBus({ ...foreignEventBridge, authorize: aws.authorize }));
  const scope = await provision(template, aws);
  aws.access.attach(readAccessRules(template, scope));
  const variable = functionVariables(template, scope);

  const streams = streamTable(aws.documents, variable('STREAM_TABLE'), orgPk(org.url));
  aws.secretsManager.addSecret(variable('OKTA_CREDENTIALS_SECRET_ID'), JSON.stringify({ token: org.apiToken }));
  const tokenSecretPrefix = variable('SPLUNK_TOKEN_SECRET_PREFIX');
  for (const stream of await seedStreams(streams, (since) => firstCursor(org.url, since))) {
    accepted.open(stream, { eventBridge: aws.eventBridge, hec, secrets: aws.secretsManager, tokenSecretPrefix });
  }

  aws.secretsManager.onStore((name, value) => {
    const [, streamId] = name.split(`${tokenSecretPrefix}/`);
    if (streamId !== undefined) accepted.openHec(streamId, value, hec);
  });
  if (eventHook) aws.secretsManager.addSecret(variable('EVENT_HOOK_SECRET_ID'), eventHook.secret);

  const batchEnds = new EventEmitter();
  // What a killed process was working on is nobody's work any more.
  await aws.queues.endVisibilityTimeouts();
  options.beforePolling?.(org, (await streams.load()).streams);
  const runtime = startRuntime({
    template,
    scope,
    sqsAs: (name) => aws.sqsAs(name),
    access: aws.access,
    events: aws.eventBridge,
    environment: {
      ...aws.environment,
      ...(foreignBus && { AWS_ENDPOINT_URL_EVENTBRIDGE: foreignBus.url }),
      SPLUNK_HEC_ENDPOINT_URL: foreignHec?.url ?? hec.url,
      ...options.environment,
    },
    onLog(name, text) {
      const line = parseLogLine(text);
      if ('metrics' in line) options.onMetrics?.(line.metrics);
      else options.onLog?.(name, line);
    },
    onBatchEnd() {
      batchEnds.emit('batch');
      options.onBatchEnd?.();
    },
    schedules: options.schedules ?? 'play',
  });
  const gateway = await runtime.openApi({
    identities: LOCAL_IDENTITIES,
    now: systemClock,
    ...(options.adminPort !== undefined && { port: options.adminPort }),
  });
  const api = adminAccess(adminAuth, {
    url: gateway?.url ?? '',
    variable,
    secrets: aws.secretsManager,
    now: systemClock,
  });

  return {
    org,
    aws,
    hec,
    streams,
    destinations: accepted,
    runtime,
    template,
    scope,
    api,
    alarms: readAlarms(template, scope),
    undeliverableBucket: variable('UNDELIVERABLE_BUCKET'),
    isSimulated: (type) => (type === 'aws_eventbridge' ? !foreignEventBridge : !foreignHec),
    async settled() {
      for (;;) {
        const batchEnd = once(batchEnds, 'batch');
        const { ready, received } = await aws.queues.messages();
        if (ready === 0 && runtime.isIdle(received)) return;
        await batchEnd;
      }
    },
    async stop() {
      await runtime.stop();
      await Promise.all([org.stop(), hec.stop(), foreignBus?.stop(), aws.stop()]);
      accepted.close();
      template.remove();
    },
  };
}
