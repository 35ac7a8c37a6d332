import type { LogEvent } from './log-event.ts';
import type { EventQueue, PackedEvents } from './ports.ts';
import { eventsAfter, type Page, type Position } from './position.ts';
import { cutIntoRuns } from './slice.ts';

/** Consecutive events of a page and what a message carries of them: all, or nothing when `tooLarge`. */
export interface Run {
  readonly events: readonly LogEvent[];
  readonly packed: PackedEvents;
  /** A single event that fits no message. */
  readonly tooLarge: boolean;
}

/** Divides what a page has behind `position` into runs that fit a message; done once for all streams at the place. */
export const dividePage = (position: Position, page: Page, queue: EventQueue): Run[] =>
  cutIntoRuns(eventsAfter(position, page)).flatMap((events) => packOrHalve(events, queue));

function packOrHalve(events: readonly LogEvent[], queue: EventQueue): Run[] {
  const packed = queue.pack(events);
  if (packed !== undefined) return [{ events, packed, tooLarge: false }];
  if (events.length === 1) return [{ events, packed: queue.nothing, tooLarge: true }];
  const half = Math.ceil(events.length / 2);
  return [...packOrHalve(events.slice(0, half), queue), ...packOrHalve(events.slice(half), queue)];
}
