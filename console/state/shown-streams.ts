import type { StreamReply } from '../api/log-streams.ts';
import type { Histories } from './history.ts';
import { isFailed, targetOf, typeName } from './stream-facts.ts';

export const STATUS_CHOICES = ['all', 'active', 'inactive', 'failed'] as const;
export type StatusChoice = (typeof STATUS_CHOICES)[number];

export const ORDERS = ['attention', 'name', 'lag', 'rate', 'backlog', 'delivered'] as const;
export type Order = (typeof ORDERS)[number];

/**
 * Which streams are shown, and in which order: by name from A to Z, by a figure from the highest, or those first that
 * failed deliveries stopped.
 */
export interface Choice {
  readonly text: string;
  readonly status: StatusChoice;
  readonly order: Order;
}

export const EVERYTHING: Choice = { text: '', status: 'all', order: 'attention' };

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export const shownStreams = (
  streams: readonly StreamReply[],
  histories: Histories,
  { text, status, order }: Choice,
): readonly StreamReply[] => {
  const wanted = text.trim().toLowerCase();
  const figure = FIGURES[order];
  return streams
    .filter((stream) => hasStatus(stream, status) && (wanted === '' || wordsOf(stream).includes(wanted)))
    .toSorted(
      (a, b) =>
        (figure ? figure(b, histories) - figure(a, histories) : 0) ||
        collator.compare(a.name, b.name) ||
        (a.id < b.id ? -1 : 1),
    );
};

type Figure = (stream: StreamReply, histories: Histories) => number;

const FIGURES: Readonly<Record<Order, Figure | undefined>> = {
  attention: (stream) => (isFailed(stream) ? 1 : 0),
  name: undefined,
  lag: ({ delivery }) => delivery.lagSeconds ?? -1,
  rate: ({ id }, histories) => histories.get(id)?.at(-1)?.rate ?? -1,
  backlog: ({ delivery }) => delivery.backlog,
  delivered: ({ delivery }) => delivery.events,
};

function hasStatus(stream: StreamReply, status: StatusChoice): boolean {
  if (status === 'all') return true;
  if (status === 'failed') return isFailed(stream);
  return (stream.status === 'ACTIVE') === (status === 'active');
}

const wordsOf = (stream: StreamReply): string =>
  [stream.name, stream.id, typeName(stream.type), targetOf(stream)].join('\n').toLowerCase();
