import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { Client, type LogEvent } from '@okta/okta-sdk-nodejs';
import { Logger } from 'splunk-logging';
import type { Ends, TargetType } from './emulator-calls.ts';
import type { Portion } from './measurement.ts';

interface Sender {
  /** Takes one event more; resolves when the next may come. */
  take(event: LogEvent): Promise<void> | undefined;
  /** Sends what is left and waits for what is under way. */
  finish(): Promise<void>;
}

const FLUSH_EVERY = 1_000;
const ENTRIES = 10;
const REQUESTS_AT_A_TIME = 8;

/** What a developer would write first, with the official packages as their manuals show them. */
export function packagesLoop(type: TargetType, ends: Ends): (portion: Portion) => Promise<void> {
  const okta = new Client({ orgUrl: ends.orgUrl, token: ends.apiToken });
  const sender = type === 'aws_eventbridge' ? eventBridgeSender(ends) : splunkSender(ends);

  return async ({ since, events }) => {
    const collection = await okta.systemLogApi.listLogEvents({ since, limit: 1000, sortOrder: 'ASCENDING' });
    let left = events;
    // Not with the collection's `each`, which chains a promise for each event to all before it: the AWS SDK makes an
    // Error with each request, and its stack trace then walks that chain, for half of the CPU.
    for await (const event of collection) {
      // What a polling request yields at its tail, where it has no end.
      if (!event) break;
      await sender.take(event);
      left -= 1;
      if (left === 0) break;
    }
    await sender.finish();
  };
}

/**
 * A body of 1,000 events has more than the 1 MB that Splunk Cloud documents for a request; the collector here takes it.
 */
function splunkSender({ hecUrl, hecToken }: Ends): Sender {
  const logger = new Logger({ token: hecToken, url: hecUrl, maxBatchCount: 0 });
  logger.eventFormatter = (message) => message;
  let queued = 0;

  const flush = async (): Promise<void> => {
    queued = 0;
    await new Promise<void>((resolve, reject) => {
      logger.flush((error, _response, body) => {
        if (error || body?.code !== 0) reject(error ?? new Error(`Splunk answered ${JSON.stringify(body)}`));
        else resolve();
      });
    });
  };

  return {
    take(event) {
      const metadata = { time: Number(event.published), sourcetype: 'OktaIM2:log' };
      logger.send({ message: event, metadata });
      queued += 1;
      return queued < FLUSH_EVERY ? undefined : flush();
    },
    finish: async () => (queued > 0 ? flush() : undefined),
  };
}

function eventBridgeSender({ busArn, bus }: Ends): Sender {
  const client = new EventBridgeClient({ region: bus.region });
  const underWay = new Set<Promise<void>>();
  let entries: PutEventsRequestEntry[] = [];

  const put = async (Entries: PutEventsRequestEntry[]): Promise<void> => {
    const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount !== 0) throw new Error(`EventBridge refused ${FailedEntryCount} entries`);
  };
  const flush = async (): Promise<void> => {
    const request = put(entries).finally(() => underWay.delete(request));
    underWay.add(request);
    entries = [];
    if (underWay.size >= REQUESTS_AT_A_TIME) await Promise.race(underWay);
  };

  return {
    take(event) {
      entries.push({
        EventBusName: busArn,
        Source: 'okta.com/bench',
        DetailType: 'SystemLog',
        Time: new Date(Number(event.published)),
        Detail: JSON.stringify(event),
      });
      return entries.length < ENTRIES ? undefined : flush();
    },
    async finish() {
      if (entries.length > 0) await flush();
      await Promise.all(underWay);
    },
  };
}
