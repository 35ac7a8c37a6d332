/** The other process: everything that is emulated runs here, so that its CPU is not counted as the functions'. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulatedAws } from '../local/emulated-aws.ts';
import { startOktaOrg } from '../local/emulators/okta-org.ts';
import { ledger } from '../local/ledger.ts';
import { ACCOUNT_ID, REGION } from '../local/account.ts';
import { countCalls } from './call-counts.ts';
import { answerCalls } from './called-process.ts';
import { startCollector } from './collector.ts';
import type { EmulatorCalls } from './emulator-calls.ts';
import { servedEvents } from './served-events.ts';

const EVENT_SOURCE_NAME = 'okta-log-events';
const BUS_ARN = `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${EVENT_SOURCE_NAME}`;
/** So many that Okta's rate limit never slows what is measured. */
const REQUESTS_PER_MINUTE = 1_000_000;

const apiToken = randomBytes(21).toString('base64url');
const hecToken = randomUUID();
const counts = countCalls();
const org = await startOktaOrg({ apiToken, requestsPerMinute: REQUESTS_PER_MINUTE });
const collector = await startCollector();
const newLedger = () => ledger({ orderOf: org.orderOf });
let accepted = newLedger();
const aws = await startEmulatedAws({ onAccept: (_bus, event) => accepted.accept(event) });
aws.eventBridge.addBus(BUS_ARN);

const calls: EmulatorCalls = {
  async ends() {
    return {
      orgUrl: org.url,
      apiToken,
      hecUrl: collector.url,
      hecToken,
      bus: { accountId: ACCOUNT_ID, eventSourceName: EVENT_SOURCE_NAME, region: REGION },
      busArn: BUS_ARN,
      environment: aws.environment,
      sqsEndpoint: aws.sqsEndpoint,
    };
  },
  async persist({ events, bytesPerEvent }) {
    // Another `since` than that of the events before.
    await sleep(2);
    const since = new Date();
    const texts = servedEvents(since, events, bytesPerEvent);
    org.persist(texts);
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return { since: since.toISOString(), events, meanBytes: bytes / events };
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
  async startCounting() {
    collector.clear();
    accepted = newLedger();
    counts.reset();
  },
  async received() {
    const took = counts.take();
    collector.index((event) => accepted.accept(event));
    const { duplicates, outOfOrder } = accepted;
    return {
      accepted: accepted.accepted,
      duplicates,
      outOfOrder,
      largestRequestBytes: collector.largestBytes,
      calls: took,
    };
  },
};

answerCalls(calls);
