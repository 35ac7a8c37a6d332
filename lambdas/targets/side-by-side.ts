/**
 * Calls `work` with each item, in order and at most `concurrency` at a time, until one call resolves to a value: then
 * no further item is begun. Resolves to the first such value when every call begun has ended; a call that rejects
 * stops the rest in the same way and rejects the whole.
 */
export async function sideBySide<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R | undefined>,
): Promise<R | undefined> {
  let waiting = [...items];
  const stops: R[] = [];

  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        const stop = await work(item);
        if (stop === undefined) continue;
        stops.push(stop);
        waiting = [];
      } catch (error) {
        waiting = [];
        throw error;
      }
    }
  };

  // Settled, not all: nothing begun may be left behind that nobody waits for.
  const ended = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  const broken = ended.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
  return stops[0];
}
