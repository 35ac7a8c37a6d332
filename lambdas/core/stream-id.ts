const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_CHARACTERS = 17;

/** An id as Okta gives its log streams: `0oa` and 17 letters or digits, made from at least 17 random bytes. */
export function streamId(random: Uint8Array): string {
  const characters = Array.from(random.subarray(0, RANDOM_CHARACTERS), (byte) => ALPHABET[byte % ALPHABET.length]);
  if (characters.length < RANDOM_CHARACTERS) {
    throw new RangeError(`a stream id takes ${RANDOM_CHARACTERS} random bytes; got ${random.length}`);
  }
  return `0oa${characters.join('')}`;
}
