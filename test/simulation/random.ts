/** A number from 0 up to 1 that depends on the seed and on what it is for, and on nothing that happens between. */
export type Draw = (what: string) => number;

/**
 * FNV-1a, then the finalizer of MurmurHash3: neighbouring texts give numbers that have nothing to do with each other.
 */
export const drawOf = (seed: number): Draw => {
  const begin = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  return (what) => {
    let hash = begin;
    for (let index = 0; index < what.length; index += 1) {
      hash = Math.imul(hash ^ what.charCodeAt(index), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
};

/** One of a list, by a number from 0 up to 1. */
export function pick<T>(list: readonly T[], drawn: number): T {
  const picked = list[Math.floor(drawn * list.length)];
  if (picked === undefined) throw new RangeError(`a draw must be from 0 up to 1 out of a list; got ${drawn}`);
  return picked;
}

/** A whole number from `low` to `high`, both included. */
export const whole = (low: number, high: number, drawn: number): number => low + Math.floor(drawn * (high - low + 1));
