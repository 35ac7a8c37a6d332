/** Seeded randomness for made-up events: the same seed, the same sequence, on every machine. Never for secrets. */
export interface Random {
  /** A whole number from 0 up to, and without, `bound`. */
  below(bound: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Several different ones, in no particular order. */
  pickSome<T>(items: readonly T[], count: number): T[];
  text(length: number, alphabet?: string): string;
  hex(length: number): string;
  /** 20 characters, as Okta's ids have them. */
  id(prefix: string): string;
  /** Version 4. */
  uuid(): string;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function createRandom(seed: readonly number[]): Random {
  const nextWord = xoshiro128(seed);

  const below = (bound: number) => Math.floor((nextWord() / 2 ** 32) * bound);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new RangeError('there must be at least one item to pick from');
    return item;
  };
  const text = (length: number, alphabet = ALPHANUMERIC) => {
    let drawn = '';
    while (drawn.length < length) drawn += alphabet.charAt(below(alphabet.length));
    return drawn;
  };
  const hex = (length: number) => {
    let drawn = '';
    while (drawn.length < length) drawn += nextWord().toString(16).padStart(8, '0');
    return drawn.slice(0, length);
  };

  return {
    below,
    pick,
    text,
    hex,
    chance: (probability) => nextWord() / 2 ** 32 < probability,
    pickSome(items, count) {
      const rest = [...items];
      return Array.from({ length: Math.min(count, items.length) }, () => rest.splice(below(rest.length), 1)).flat();
    },
    id: (prefix) => prefix + text(20 - prefix.length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text(1, '89ab')}${hex(3)}-${hex(12)}`,
  };
}

/** xoshiro128** of Blackman and Vigna: 128 bits of state, so that even uuids do not repeat. */
function xoshiro128(seed: readonly number[]): () => number {
  const nextSeedWord = splitMix32(seed);
  let [a, b, c, d] = [nextSeedWord(), nextSeedWord(), nextSeedWord(), nextSeedWord()];

  return () => {
    const word = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return word;
  };
}

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** Spreads the words of a seed over as many words as are asked for. */
function splitMix32(seed: readonly number[]): () => number {
  let state = seed.reduce((mixed, word) => mix(mixed ^ Math.trunc(word)), 0x9e3779b9);

  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state);
  };
}

function mix(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  const twice = Math.imul(once ^ (once >>> 15), 0x735a2d97);
  return twice ^ (twice >>> 15);
}
