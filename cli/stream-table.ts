import { isChosen } from '../lambdas/core/chosen-start.ts';
import type { JsonObject } from './json-members.ts';
import type { StreamReply } from './stream-reply.ts';
import { textTable } from './text-table.ts';
import { duration } from './times.ts';

/** Every stream on a line of its own. */
export const streamTable = (streams: readonly StreamReply[], width?: number): string[] =>
  textTable(
    [
      ['id', 'name', 'type', 'status', 'lag', 'backlog', 'delivered', 'note'],
      ...streams.map((stream) => [
        stream.id,
        stream.name,
        stream.type,
        stream.status,
        lagOf(stream),
        count(stream.delivery.backlog),
        count(stream.delivery.events),
        noteOf(stream),
      ]),
    ],
    width,
  );

/** One stream in full, a member on each line. */
export function streamDetails(stream: StreamReply): string[] {
  const { delivery, deactivation, possibleGap } = stream;
  const { lastPublished, lastDeliveredAt } = delivery;
  const rows: (readonly [string, string | undefined])[] = [
    ['id', stream.id],
    ['name', stream.name],
    ['type', stream.type],
    ['status', stream.status],
    ...Object.entries(stream.settings).map(([name, value]) => [name, String(value)] as const),
    ['created', stream.created],
    ['last updated', stream.lastUpdated],
    ['delivered', `${count(delivery.events)} events${lastDeliveredAt ? `, last at ${lastDeliveredAt}` : ''}`],
    ['last published', lastPublished],
    ['lag', lagOf(stream)],
    ['backlog', count(delivery.backlog)],
    ['undeliverable', count(delivery.undeliverable)],
    ['deactivated', deactivation && deactivationText(deactivation)],
    ...(possibleGap ? [gapRow(possibleGap)] : []),
  ];
  return textTable(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** What an admin must know before anything else about a stream. */
export function noteOf({ status, deactivation, possibleGap }: StreamReply): string {
  const stopped =
    status === 'INACTIVE' && deactivation ? `${text(deactivation['code'])}: ${text(deactivation['message'])}` : '';
  const gap = possibleGap && !isSkip(possibleGap) ? `possible gap from ${text(possibleGap['restartedFrom'])}` : '';
  return [stopped, gap].filter((note) => note !== '').join('; ');
}

export const lagOf = ({ delivery: { lagSeconds } }: StreamReply): string =>
  lagSeconds === undefined ? '-' : duration(lagSeconds);

export const count = (number: number): string => number.toLocaleString('en-US');

const deactivationText = ({ at, attempts, code, message }: JsonObject): string =>
  `${text(at)}, ${text(code)} after ${text(attempts)} attempts: ${text(message)}`;

function gapRow(gap: JsonObject): readonly [title: string, text: string] {
  const [at, from, reason] = [text(gap['at']), text(gap['restartedFrom']), text(gap['reason'])];
  return isSkip(gap)
    ? ['skipped', `${at}: ${reason}`]
    : ['possible gap', `${at}, read again from ${from}: ${reason}`];
}

/** Chosen by an admin, with `activate --from`. */
const isSkip = ({ reason }: JsonObject): boolean => isChosen({ reason: text(reason) });

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '-';
