import * as fc from 'fast-check';

interface Mutation {
  readonly kind: 'delete' | 'insert' | 'replace' | 'repeat' | 'cut';
  /** Where, as a part of the length. */
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}

const mutation = (pieces: readonly string[]): fc.Arbitrary<Mutation> =>
  fc.record({
    kind: fc.constantFrom('delete', 'insert', 'replace', 'repeat', 'cut'),
    at: fc.nat(999).map((part) => part / 1_000),
    length: fc.integer({ min: 1, max: 6 }),
    piece: fc.constantFrom(...pieces),
  });

const BYTES = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

/** Valid text and what is nearly valid: up to three mutations, none in a third of all. */
export const mutatedText = (text: fc.Arbitrary<string>, pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.array(mutation(pieces), { maxLength: 3 }))
    .map(([valid, mutations]) => mutations.reduce(applied, valid));

/** The same for bytes, any of which may come in. */
export const mutatedBytes = (text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  mutatedText(
    text.map((valid) => Buffer.from(valid).toString('latin1')),
    BYTES,
  ).map((bytes) => Buffer.from(bytes, 'latin1'));

function applied(text: string, { kind, at, length, piece }: Mutation): string {
  const start = Math.floor(at * (text.length + 1));
  const before = text.slice(0, start);
  switch (kind) {
    case 'delete':
      return before + text.slice(start + length);
    case 'insert':
      return before + piece + text.slice(start);
    case 'replace':
      return before + piece + text.slice(start + 1);
    case 'repeat':
      return before + text.slice(start, start + length) + text.slice(start);
    case 'cut':
      return before;
    default:
      return text;
  }
}
