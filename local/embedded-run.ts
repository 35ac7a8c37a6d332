import { mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { orgPk } from '../lambdas/aws/stream-item.ts';
import { streamTable } from '../lambdas/aws/stream-table.ts';
import type { LogStream } from '../lambdas/core/log-stream.ts';
import type { StreamStore } from '../lambdas/core/ports.ts';
import { firstCursor } from '../lambdas/okta/first-cursor.ts';
import { type Destinations, destinations } from './destinations.ts';
import { type EmulatedAws, startEmulatedAws } from './emulated-aws.ts';
import { type SplunkHec, startSplunkHec } from './emulators/splunk-hec.ts';
import { type LogLine, parseLogLine } from './function-log.ts';
import { openOrg, type Org } from './org.ts';
import { provision } from './provision.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { seedStreams } from './seed-streams.ts';
import { synthesize } from './synthesize.ts';
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
  readonly onLog?: (functionName: string, line: LogLine) => void;
  readonly onBatchEnd?: () => void;
}

/** The whole stack on this machine, with simulated or foreign ends. */
export interface EmbeddedRun {
  readonly org: Org;
  readonly aws: EmulatedAws;
  readonly hec: SplunkHec;
  readonly streams: StreamStore;
  readonly destinations: Destinations;
  readonly runtime: Runtime;
  readonly undeliverableBucket: string;
  /** Whether the targets of this type are simulated here, and so counted. */
  isSimulated(type: LogStream['type']): boolean;
  stop(): Promise<void>;
}

export async function startEmbeddedRun(options: EmbeddedRunOptions): Promise<EmbeddedRun> {
  const { stateDir, foreignHec, foreignEventBridge } = options;
  if (stateDir !== undefined) mkdirSync(stateDir, { recursive: true });

  const org = await openOrg({
    ...options,
    apiToken: options.foreignOrg?.apiToken ?? randomBytes(21).toString('base64url'),
  });
  const template = synthesize({ ...options.context, orgUrl: org.url.origin });

  const accepted = destinations({
    orderOf: org.orderOf,
    keepTexts: options.keepTexts ?? false,
    stateDir,
    hecToken: foreignHec?.token,
  });
  const aws = await startEmulatedAws({ stateDir, onAccept: accepted.acceptAtBus });
  const hec = await startSplunkHec({ onAccept: accepted.acceptAtHec });
  const scope = await provision(template, aws);
  const variable = functionVariables(template, scope);

  const streams = streamTable(aws.documents, variable('STREAM_TABLE'), orgPk(org.url));
  aws.secretsManager.addSecret(variable('OKTA_CREDENTIALS_SECRET_ID'), JSON.stringify({ token: org.apiToken }));
  const tokenSecretPrefix = variable('SPLUNK_TOKEN_SECRET_PREFIX');
  for (const stream of await seedStreams(streams, (since) => firstCursor(org.url, since))) {
    accepted.open(stream, { eventBridge: aws.eventBridge, hec, secrets: aws.secretsManager, tokenSecretPrefix });
  }

  const runtime = startRuntime({
    template,
    scope,
    sqs: aws.sqs,
    environment: {
      ...aws.environment,
      ...foreignEventBridge?.environment,
      ...(foreignEventBridge && { AWS_ENDPOINT_URL_EVENTBRIDGE: foreignEventBridge.url }),
      SPLUNK_HEC_ENDPOINT_URL: foreignHec?.url ?? hec.url,
    },
    onLog: (name, line) => options.onLog?.(name, parseLogLine(line)),
    onBatchEnd: options.onBatchEnd ?? (() => undefined),
    schedules: options.schedules ?? 'play',
  });

  return {
    org,
    aws,
    hec,
    streams,
    destinations: accepted,
    runtime,
    undeliverableBucket: variable('UNDELIVERABLE_BUCKET'),
    isSimulated: (type) => (type === 'aws_eventbridge' ? !foreignEventBridge : !foreignHec),
    async stop() {
      await runtime.stop();
      await Promise.all([org.stop(), hec.stop(), aws.stop()]);
      accepted.close();
    },
  };
}
