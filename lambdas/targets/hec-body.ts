import { gzipSync } from 'node:zlib';
import type { LogEvent } from '../core/log-event.ts';
import { publishedTimeMs } from './published-time.ts';

/** Splunk Cloud documents about 1 MB for a request, which counts before compression; with a margin. */
export const MAX_BODY_BYTES = 900_000;

/** As the Splunk Add-on for Okta Identity Cloud names System Log events: its searches and field extractions apply. */
const SOURCETYPE = 'OktaIM2:log';

/** One event in HEC's envelope, as JSON in UTF-8: what comes before the event, the event as it is, what comes after. */
export interface HecObject {
  readonly head: Buffer;
  readonly event: Buffer;
  readonly tail: Buffer;
}

export const bytesOf = ({ head, event, tail }: HecObject): number => head.length + event.length + tail.length;

/** Puts events into envelopes. Splunk carries nothing over from one object to the next, so each has all of it. */
export function hecEnvelope({ host, source }: { readonly host: string; readonly source: string }) {
  const metadata = `"host":${JSON.stringify(host)},"source":${JSON.stringify(source)},"sourcetype":"${SOURCETYPE}"`;
  return (event: LogEvent): HecObject => ({
    head: Buffer.from(`{${time(event)}${metadata},"event":`),
    event: event.json,
    tail: Buffer.from(`,"fields":{"uuid":${JSON.stringify(event.id)}}}`),
  });
}

/**
 * Splunk: epoch seconds as a plain decimal, an exponent is refused. Without it the event gets the time of its receipt.
 */
function time(event: LogEvent): string {
  const ms = publishedTimeMs(event);
  return ms === undefined ? '' : `"time":${(ms / 1000).toFixed(3)},`;
}

/** Objects one after the other with nothing between them. Level 1: compressing is most of what a delivery computes. */
export const hecBody = (objects: readonly HecObject[]): Uint8Array<ArrayBuffer> =>
  gzipSync(Buffer.concat(objects.flatMap(({ head, event, tail }) => [head, event, tail])), { level: 1 });

/** Cuts into runs that fit one body each, in order. */
export function cutIntoBodies<T extends { readonly object: HecObject }>(items: readonly T[]): T[][] {
  const bodies: T[][] = [];
  let bodyBytes = 0;

  for (const item of items) {
    const bytes = bytesOf(item.object);
    let body = bodies.at(-1);
    if (!body || bodyBytes + bytes > MAX_BODY_BYTES) {
      body = [];
      bodies.push(body);
      bodyBytes = 0;
    }
    body.push(item);
    bodyBytes += bytes;
  }
  return bodies;
}
