import { gunzipSync } from 'node:zlib';
import {
  EventBridgeServiceException,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { answer } from './answers.ts';
import type { Fault } from './faults.ts';

/** What the targets of a history take: uuids, in order, by the stream's own address there. */
export interface Taking {
  /** `address` is the HEC's host or the bus. */
  take(address: string, uuids: readonly string[]): void;
  /** What the target calls malformed. */
  isMalformed(uuid: string): boolean;
}

const JSON_TEXT = /"uuid":("(?:[^"\\]|\\.)*")/;
const INDEXED_UUID = /"fields":\{"uuid":("(?:[^"\\]|\\.)*")\}\}/g;

/** How many it takes that takes a part. */
const part = (count: number): number => Math.floor(count / 2);

/** One request to a HEC: events in order, up to the first malformed one. */
export function hecResponse(
  taking: Taking,
  request: { readonly host: string; readonly body: Uint8Array; readonly isAuthorized: boolean },
  fault: Fault | undefined,
): Response | 'no answer' {
  const { host, body, isAuthorized } = request;
  if (!isAuthorized) return hecAnswer(403, { text: 'Invalid token', code: 4 });
  if (fault === 'target refuses') return hecAnswer(503, { text: 'Server is busy', code: 9 });
  if (fault === 'target hangs') return 'no answer';
  if (fault === 'target garbled') return answer(200, '<html>Welcome</html>');
  const uuids = [...gunzipSync(body).toString().matchAll(INDEXED_UUID)].map(
    ([, text = '""']) => JSON.parse(text) as string,
  );
  const malformed = uuids.findIndex((uuid) => taking.isMalformed(uuid));
  const good = malformed === -1 ? uuids : uuids.slice(0, malformed);
  if (fault === 'target takes some') {
    taking.take(host, good.slice(0, part(good.length)));
    return 'no answer';
  }
  taking.take(host, good);
  if (fault === 'target mute') return 'no answer';
  return malformed === -1
    ? hecAnswer(200, { text: 'Success', code: 0 })
    : hecAnswer(400, { text: 'Invalid data format', code: 6, 'invalid-event-number': malformed });
}

const hecAnswer = (status: number, body: object): Response => answer(status, JSON.stringify(body));

/** One PutEvents request: an answer for each entry, in order. */
export function putEventsResponse(
  taking: Taking,
  entries: readonly PutEventsRequestEntry[],
  fault: Fault | undefined,
): { readonly FailedEntryCount: number; readonly Entries: readonly PutEventsResultEntry[] } | 'no answer' {
  if (fault === 'target refuses') throw internalFailure();
  if (fault === 'target hangs') return 'no answer';
  // One that answers for fewer entries than it was given took fewer.
  const given = fault === 'target garbled' ? entries.slice(1) : entries;
  const results = given.map(({ Detail = '', EventBusName = '' }, index): PutEventsResultEntry => {
    const uuid = JSON.parse(JSON_TEXT.exec(Detail)?.[1] ?? '""') as string;
    if (fault === 'target takes some' && index % 2 === 1) {
      return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };
    }
    if (taking.isMalformed(uuid)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    taking.take(EventBusName, [uuid]);
    return { EventId: `id-of-${uuid}` };
  });
  if (fault === 'target mute') return 'no answer';
  return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length, Entries: results };
}

const internalFailure = () =>
  new EventBridgeServiceException({
    name: 'InternalException',
    $fault: 'server',
    message: 'This exception occurs due to unexpected causes.',
    $metadata: { httpStatusCode: 500 },
  });
