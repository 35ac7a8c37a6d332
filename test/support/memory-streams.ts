import { LogStreamingError } from '../../lambdas/core/errors.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { PollingState, StreamStore } from '../../lambdas/core/ports.ts';
import type { Position } from '../../lambdas/core/position.ts';

export interface MemoryStreams extends StreamStore {
  /** As stored now; fails when there is none. */
  peek(id: string): LogStream;
  remove(id: string): void;
}

/** Streams in memory. Values are copied in and out, so that nobody changes what is stored by changing what he holds. */
export function memoryStreams(...initial: readonly LogStream[]): MemoryStreams {
  const items = new Map(initial.map((stream) => [stream.id, structuredClone(stream)]));
  let polling: PollingState = {};

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

  return {
    load: async () => ({
      streams: [...items.values()].map((stream) => structuredClone(stream)),
      polling: { ...polling },
    }),
    get: async (id) => structuredClone(items.get(id)),
    async create(stream) {
      if (items.has(stream.id)) {
        throw new LogStreamingError('STREAM_EXISTS', `there is a log stream with id "${stream.id}" already`);
      }
      items.set(stream.id, structuredClone(stream));
    },
    advance: async (stream, to, at) =>
      write(stream.id, standsAt(stream, 'read'), () => ({ read: to, movedAt: at.toISOString() })),
    restart: async (stream, to, gap) =>
      write(stream.id, standsAt(stream, 'read'), () => ({ read: to, movedAt: gap.at, possibleGap: gap })),
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
    deactivate: async (stream, deactivation, acknowledged) =>
      write(stream.id, standsAt(stream, 'acknowledged'), (stored) => ({
        ...rewound({ ...stored, acknowledged }),
        acknowledged,
        status: 'INACTIVE',
        deactivation,
        lastUpdated: deactivation.at,
        movedAt: deactivation.at,
      })),
    activate: async (stream, at, gap) =>
      write(
        stream.id,
        (stored) => stored.status === 'INACTIVE' && sameGeneration(stream)(stored),
        (stored) => ({
          ...rewound(stored),
          status: 'ACTIVE',
          lastUpdated: at.toISOString(),
          movedAt: at.toISOString(),
          ...(gap && { possibleGap: gap }),
        }),
      ),
    async holdPolling(until) {
      if (!polling.holdUntil || polling.holdUntil < until) polling = { holdUntil: until };
    },
    peek(id) {
      const stored = items.get(id);
      if (!stored) throw new Error(`no stream "${id}" is stored`);
      return structuredClone(stored);
    },
    remove(id) {
      items.delete(id);
    },
  };
}

const rewound = ({ acknowledged, generation }: LogStream) => ({ read: acknowledged, generation: generation + 1 });

const sameGeneration =
  ({ generation }: LogStream) =>
  (stored: LogStream): boolean =>
    stored.generation === generation;

const standsAt =
  (stream: LogStream, which: 'read' | 'acknowledged') =>
  (stored: LogStream): boolean =>
    stored.status === 'ACTIVE' && sameGeneration(stream)(stored) && isEqual(stored[which], stream[which]);

const isEqual = (a: Position, b: Position): boolean => a.cursor === b.cursor && a.after === b.after;
