/** Something that is to happen at a moment of the simulated time. */
interface Due {
  readonly atMs: number;
  /** Decides between two that are due in the same millisecond. */
  readonly tie: number;
  readonly happen: () => void;
}

/** What is to come, soonest first. */
export interface Timeline {
  readonly nowMs: number;
  after(delayMs: number, happen: () => void): void;
  /** Goes to the next thing and lets it happen; false when there is none. */
  step(): boolean;
}

/** The one clock and the one order of everything: `tie` is asked once for each thing that is put on it. */
export function timeline(startMs: number, tie: () => number): Timeline {
  const heap: Due[] = [];
  let nowMs = startMs;
  const isBefore = (a: Due, b: Due): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.tie < b.tie);
  const at = (index: number): Due => heap[index] as Due;
  const swap = (a: number, b: number): void => {
    const held = at(a);
    heap[a] = at(b);
    heap[b] = held;
  };

  const rise = (from: number): void => {
    for (let index = from; index > 0;) {
      const parent = (index - 1) >> 1;
      if (!isBefore(at(index), at(parent))) return;
      swap(index, parent);
      index = parent;
    }
  };
  const sink = (): void => {
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let soonest = index;
      if (left < heap.length && isBefore(at(left), at(soonest))) soonest = left;
      if (right < heap.length && isBefore(at(right), at(soonest))) soonest = right;
      if (soonest === index) return;
      swap(index, soonest);
      index = soonest;
    }
  };

  return {
    get nowMs() {
      return nowMs;
    },
    after(delayMs, happen) {
      heap.push({ atMs: nowMs + Math.max(0, delayMs), tie: tie(), happen });
      rise(heap.length - 1);
    },
    step() {
      const [next] = heap;
      if (!next) return false;
      const last = heap.pop() as Due;
      if (heap.length > 0) {
        heap[0] = last;
        sink();
      }
      nowMs = Math.max(nowMs, next.atMs);
      next.happen();
      return true;
    },
  };
}
