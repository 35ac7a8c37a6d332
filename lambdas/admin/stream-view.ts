import { backlogOf, type LogStream } from '../core/log-stream.ts';
import type { PollingState } from '../core/ports.ts';
import { readingOf, undeliveredAge } from '../core/undelivered-age.ts';
import { toSecond } from './timestamp.ts';

/**
 * A log stream as Okta's API shows it, key by key, and behind that what Okta does not tell: how delivery goes and why
 * it stopped. A Splunk token is never in it, as the stream does not hold it.
 */
export function streamView(stream: LogStream, { seen }: PollingState, origin: string, now: Date): object {
  const { id, type, name, status, settings, lastUpdated, created, deactivation, possibleGap } = stream;
  return {
    id,
    type,
    name,
    lastUpdated: toSecond(lastUpdated),
    created: toSecond(created),
    status,
    settings,
    _links: linksOf(stream, origin),
    delivery: deliveryOf(stream, undeliveredAge(stream, readingOf(stream, seen, now), now)),
    ...(deactivation && { deactivation }),
    ...(possibleGap && { possibleGap }),
  };
}

function linksOf({ id, status }: LogStream, origin: string): object {
  const href = `${origin}/api/v1/logStreams/${id}`;
  const other = status === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    self: { href, method: 'GET' },
    [other]: { href: `${href}/lifecycle/${other}`, method: 'POST' },
  };
}

function deliveryOf(stream: LogStream, lagSeconds: number | undefined): object {
  const { events, undeliverable, published, at } = stream.delivered;
  return {
    events,
    undeliverable,
    backlog: backlogOf(stream),
    ...(at !== undefined && { lastDeliveredAt: at }),
    ...(published !== undefined && { lastPublished: published }),
    ...(lagSeconds !== undefined && { lagSeconds }),
  };
}
