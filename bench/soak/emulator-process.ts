/** The other process of a soak: org, targets and AWS, so that what they keep is not taken for ours. */
import { randomBytes, randomUUID } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '../../local/account.ts';
import { startEmulatedAws } from '../../local/emulated-aws.ts';
import type { AcceptedEvent } from '../../local/emulators/accepted-event.ts';
import { startAwsJsonServer } from '../../local/emulators/aws-json-server.ts';
import { startSplunkHec } from '../../local/emulators/splunk-hec.ts';
import { answerCalls } from '../called-process.ts';
import { countActions } from './action-counts.ts';
import { busesThatFail } from './buses-that-fail.ts';
import { deliveryRecord, type DeliveryRecord } from './delivery-record.ts';
import { orderOf } from './event-pool.ts';
import { lagWindows } from './lag-histogram.ts';
import { memorySample } from './memory-sample.ts';
import { LAG_WINDOW_MS, type SoakCalls, type SoakTraffic } from './soak-calls.ts';
import { trafficPlan } from './traffic-plan.ts';
import { startUnstoredLog } from './unstored-log.ts';

const traffic = JSON.parse(process.argv[2] ?? '{}') as SoakTraffic;
const plan = trafficPlan(traffic);
const apiToken = randomBytes(21).toString('base64url');
const actions = countActions();
const targets = new Map<string, { readonly record: DeliveryRecord; readonly isSteady: boolean }>();
const lags = { steady: lagWindows(LAG_WINDOW_MS), flaky: lagWindows(LAG_WINDOW_MS) };
let startMs: number | undefined;

const accept = (key: string, { id, publishedMs, at }: AcceptedEvent): void => {
  const target = targets.get(key);
  const order = orderOf(id);
  // What happened to other streams is told to every target, and is none of the org's events.
  if (!target || order === undefined || startMs === undefined || publishedMs === undefined) return;
  if (!target.record.take(order)) return;
  const windows = target.isSteady ? lags.steady : lags.flaky;
  windows.add(at.getTime() - startMs, at.getTime() - publishedMs);
};

const org = await startUnstoredLog({
  plan,
  requestsPerMinute: traffic.requestsPerMinute,
  startMs: () => startMs,
  now: () => new Date(),
});
const hec = await startSplunkHec({ onAccept: accept });
const aws = await startEmulatedAws({ onAccept: ({ arn }, event) => accept(arn, event) });
const buses = busesThatFail(aws.eventBridge);
const busServer = await startAwsJsonServer({ services: [buses.service] });

const calls: SoakCalls = {
  async ends() {
    return {
      orgUrl: org.url,
      apiToken,
      hecUrl: hec.url,
      hecToken: randomUUID(),
      bus: { accountId: ACCOUNT_ID, eventSourceName: 'soak', region: REGION },
      busArn: '',
      environment: { ...aws.environment, AWS_ENDPOINT_URL_EVENTBRIDGE: busServer.url },
      sqsEndpoint: aws.sqsEndpoint,
    };
  },
  async addSecret({ id, value }) {
    aws.secretsManager.addSecret(id, value);
  },
  async addBus({ name }) {
    aws.eventBridge.addBus(name);
  },
  async attachRules({ rules }) {
    aws.access.attach(rules);
  },
  async openTarget({ key, isSteady }) {
    targets.set(key, { record: deliveryRecord(plan.total), isSteady });
    if (key.startsWith('arn:')) aws.eventBridge.addBus(key);
    else hec.addToken(key);
  },
  async start() {
    actions.reset();
    startMs = Date.now();
    return startMs;
  },
  async setDown({ key, isDown }) {
    if (key.startsWith('arn:')) buses.setDown(key, isDown);
    else hec.addToken(key, { disabled: isDown });
  },
  async progress() {
    const accepted = [...targets.values()].reduce((sum, { record }) => sum + record.accepted, 0);
    return { persisted: startMs === undefined ? 0 : plan.countAt(Date.now() - startMs), accepted };
  },
  async result() {
    return {
      targets: [...targets].map(([key, { record }]) => ({
        key,
        accepted: record.accepted,
        duplicates: record.duplicates,
        outOfOrder: record.outOfOrder,
        unknown: record.unknown,
        missing: record.missing(5),
      })),
      lags: { steady: lags.steady.windows, flaky: lags.flaky.windows },
      actions: Object.fromEntries(actions.counts),
    };
  },
  async memory() {
    return memorySample();
  },
};

answerCalls(calls);
