import { CREDENTIALS } from '../local/account.ts';
import type { Ends, TargetType } from './emulator-calls.ts';
import type { Portion } from './measurement.ts';

interface OktaEvent {
  readonly uuid: string;
  readonly published: string;
}

type Send = (events: readonly OktaEvent[]) => Promise<void>;

/** Splunk Cloud documents about 1 MB for a request. */
const MAX_BODY_CHARACTERS = 900_000;
const ENTRIES = 10;
const REQUESTS_AT_A_TIME = 8;

/**
 * The least that could do the job: pages with `fetch`, one after the other, straight to the target, without
 * compression, without AWS's signatures, and nothing kept that a restart could go on from.
 */
export function bareLoop(type: TargetType, ends: Ends): (portion: Portion) => Promise<void> {
  const send = type === 'aws_eventbridge' ? toEventBridge(ends) : toSplunk(ends);
  const headers = { authorization: `SSWS ${ends.apiToken}`, accept: 'application/json' };

  return async ({ since, events }) => {
    let next = `${ends.orgUrl}/api/v1/logs?since=${since}&sortOrder=ASCENDING&limit=1000`;
    for (let sent = 0; sent < events;) {
      const response = await fetch(next, { headers });
      if (!response.ok) throw new Error(`Okta answered ${response.status}`);
      const page: OktaEvent[] = JSON.parse(await response.text());
      await send(page);
      sent += page.length;
      next = /<([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? '';
    }
  };
}

function toSplunk({ hecUrl, hecToken }: Ends): Send {
  const post = async (body: string): Promise<void> => {
    const headers = { authorization: `Splunk ${hecToken}`, 'content-type': 'application/json' };
    const response = await fetch(`${hecUrl}/services/collector/event`, { method: 'POST', headers, body });
    const { code }: { code: number } = JSON.parse(await response.text());
    if (code !== 0) throw new Error(`Splunk answered code ${code}`);
  };

  return async (events) => {
    let body = '';
    for (const event of events) {
      const object = JSON.stringify({ time: Date.parse(event.published) / 1000, sourcetype: 'OktaIM2:log', event });
      if (body.length + object.length > MAX_BODY_CHARACTERS) {
        await post(body);
        body = '';
      }
      body += object;
    }
    if (body !== '') await post(body);
  };
}

function toEventBridge({ busArn, bus, environment }: Ends): Send {
  const url = String(environment['AWS_ENDPOINT_URL_EVENTBRIDGE']);
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AWSEvents.PutEvents',
    authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20260101/${bus.region}/events/aws4_request, Signature=none`,
  };
  const put = async (events: readonly OktaEvent[]): Promise<void> => {
    const entries = events.map((event) => ({
      EventBusName: busArn,
      Source: 'okta.com/bench',
      DetailType: 'SystemLog',
      Time: Date.parse(event.published) / 1000,
      Detail: JSON.stringify(event),
    }));
    const body = JSON.stringify({ Entries: entries });
    const response = await fetch(url, { method: 'POST', headers, body });
    const { FailedEntryCount }: { FailedEntryCount: number } = JSON.parse(await response.text());
    if (FailedEntryCount !== 0) throw new Error(`EventBridge refused ${FailedEntryCount} entries`);
  };

  return async (events) => {
    let start = 0;
    const worker = async (): Promise<void> => {
      while (start < events.length) {
        const entries = events.slice(start, start + ENTRIES);
        start += ENTRIES;
        await put(entries);
      }
    };
    await Promise.all(Array.from({ length: REQUESTS_AT_A_TIME }, worker));
  };
}
