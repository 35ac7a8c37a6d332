import { LogStreamingError } from '../../lambdas/core/errors.ts';
import type { LifecycleEvent } from '../../lambdas/core/lifecycle-event.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { PollingState, Reservations, StreamStore } from '../../lambdas/core/ports.ts';
import type { Position } from '../../lambdas/core/position.ts';

export interface MemoryStreams extends StreamStore {
  /** As stored now; fails when there is none. */
  peek(id: string): LogStream;
  /** Loses a stream without a trace. */
  erase(id: string): void;
}

/** Streams in memory. Values are copied in and out, so that nobody changes what is stored by changing what he holds. */
export function memoryStreams(...initial: readonly LogStream[]): MemoryStreams {
  const items = new Map(initial.map((stream) => [stream.id, structuredClone(stream)]));
  const deleted = new Map<string, LogStream>();
  let polling: PollingState = {};
  let reservations: Reservations = { version: 0, held: [] };

  const write = (
    id: string,
    condition: (stored: LogStream) => boolean,
    next: (stored: LogStream) => Partial<LogStream>,
  ): boolean => {
    const stored = items.get(id);
    if (!stored || !condition(stored)) return false;
    items.set(id, structuredClone({ ...stored, ...next(stored) } as LogStream));
    return true;
  };
  const whole = (streams: ReadonlyMap<string, LogStream>) =>
    [...streams.values()].map((stream) => structuredClone(stream));

  return {
    load: async () => ({
      streams: whole(items),
      deleted: whole(deleted),
      polling: { ...polling },
      reservations: structuredClone(reservations),
    }),
    reservations: async () => structuredClone(reservations),
    get: async (id) => structuredClone(items.get(id)),
    async create(stream) {
      if (items.has(stream.id) || deleted.has(stream.id)) {
        throw new LogStreamingError('STREAM_EXISTS', `there is a log stream with id "${stream.id}" already`);
      }
      items.set(stream.id, structuredClone(stream));
    },
    replace: async (stream, { name, target, at, event }) =>
      write(
        stream.id,
        ({ revision }) => revision === stream.revision,
        (stored) =>
          ({
            name,
            settings: target.settings,
            revision: (stream.revision ?? 0) + 1,
            lastUpdated: at.toISOString(),
            ...told(stored, event),
          }) as Partial<LogStream>,
      ),
    advance: async (stream, to, at, backlogSince) =>
      write(stream.id, standsAt(stream, 'read'), () => ({
        read: to,
        movedAt: at.toISOString(),
        ...(backlogSince !== undefined && { backlogSince }),
      })),
    restart: async (stream, to, gap, event) =>
      write(stream.id, standsAt(stream, 'read'), (stored) => ({
        read: to,
        movedAt: gap.at,
        possibleGap: gap,
        ...told(stored, event),
      })),
    acknowledge: async (stream, { to, sequenceNumber, at, accepted, undeliverable, published }) =>
      write(stream.id, standsAt(stream, 'acknowledged'), ({ delivered }) => ({
        acknowledged: to,
        acknowledgedSequence: sequenceNumber,
        movedAt: at.toISOString(),
        delivered: {
          events: delivered.events + accepted,
          undeliverable: delivered.undeliverable + undeliverable,
          published: published ?? delivered.published,
          at: accepted > 0 ? at.toISOString() : delivered.at,
        },
      })),
    rewind: async (stream, at) =>
      write(stream.id, sameGeneration(stream), (stored) => ({ ...rewound(stored), movedAt: at.toISOString() })),
    deactivate: async (stream, deactivation, acknowledged, event) =>
      write(stream.id, standsAt(stream, 'acknowledged'), (stored) => ({
        ...rewound({ ...stored, acknowledged }),
        acknowledged,
        status: 'INACTIVE',
        deactivation,
        lastUpdated: deactivation.at,
        movedAt: deactivation.at,
        ...told(stored, event),
      })),
    activate: async (stream, { at, start, gap, event }) =>
      write(stream.id, isDownAs(stream), (stored) => {
        const acknowledged = start ?? stored.acknowledged;
        return {
          ...rewound({ ...stored, acknowledged }),
          acknowledged,
          status: 'ACTIVE',
          lastUpdated: at.toISOString(),
          movedAt: at.toISOString(),
          ...(gap && { possibleGap: gap }),
          ...told(stored, event),
        };
      }),
    async remove(stream, _at, event) {
      const { generation } = stream;
      const isWritten = write(stream.id, isDownAs(stream), (stored) => ({
        generation: generation + 1,
        ...told(stored, event),
      }));
      const stored = items.get(stream.id);
      if (!isWritten || !stored) return false;
      deleted.set(stream.id, stored);
      return items.delete(stream.id);
    },
    async announced({ id }, { uuid }) {
      const place = items.has(id) ? items : deleted;
      const stored = place.get(id);
      if (stored?.outbox?.[0]?.uuid !== uuid) return false;
      place.set(id, { ...stored, outbox: stored.outbox.slice(1) });
      return true;
    },
    purge: async ({ id }) => deleted.get(id)?.outbox?.length === 0 && deleted.delete(id),
    async reserve(seen, held) {
      if (seen.version !== reservations.version) return false;
      reservations = structuredClone({ version: seen.version + 1, held });
      return true;
    },
    async holdPolling(until) {
      if (!polling.holdUntil || polling.holdUntil < until) polling = { ...polling, holdUntil: until };
    },
    async notePolling(seen) {
      polling = { ...polling, seen: structuredClone(seen) };
    },
    peek(id) {
      const stored = items.get(id);
      if (!stored) throw new Error(`no stream "${id}" is stored`);
      return structuredClone(stored);
    },
    erase(id) {
      items.delete(id);
    },
  };
}

const told = ({ outbox = [] }: LogStream, event: LifecycleEvent) => ({ outbox: [...outbox, event] });

const rewound = ({ acknowledged, generation }: LogStream) => ({ read: acknowledged, generation: generation + 1 });

const sameGeneration =
  ({ generation }: LogStream) =>
  (stored: LogStream): boolean =>
    stored.generation === generation;

const isDownAs =
  (stream: LogStream) =>
  (stored: LogStream): boolean =>
    stored.status === 'INACTIVE' && sameGeneration(stream)(stored);

const standsAt =
  (stream: LogStream, which: 'read' | 'acknowledged') =>
  (stored: LogStream): boolean =>
    stored.status === 'ACTIVE' && sameGeneration(stream)(stored) && isEqual(stored[which], stream[which]);

const isEqual = (a: Position, b: Position): boolean => a.cursor === b.cursor && a.after === b.after;
