import * as fc from 'fast-check';

/** Names that every object inherits, or that change what it inherits. */
export const HOSTILE_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  '',
] as const;

/** What terminals, logs, regular expressions and other people's parsers trip over. */
const PIECES = [
  'a', 'b', 'Z', '0', '7', ' ', '"', "'", '\\', '/', '<', '>', '(', ')', '[', ']', '{', '}', ',', ';', ':', '=', '&', '?', '#', '%', '%00', '+', '-', '_', '.', '|', '*', '$', '^', '~', '@', '!', '`',
  '\u0000', '\u0001', '\b', '\t', '\n', '\r', '\u001b[31m', '\u007f', '\u0080', '\u0085', '\u009f', '\u00a0', '\u00ad', 'é', 'ß', 'İ', 'ı', 'ſ', '\u0301', '\u061c', '\u200b', '\u200e', '\u2028', '\u2029', '\u202e', '\u2066', '\ufeff', '\ufffd', '\ufffe', '\uffff', '\ud800', '\udc00', '🔐', '👩‍🚒', '\u{10ffff}', '\u{e0041}',
  'null', 'true', 'NaN', '1e999', '-0', '../', '${x}', '{{x}}', '__proto__', 'constructor',
] as const; // prettier-ignore

const PIECE = fc.constantFrom(...PIECES);

/** Text of hostile pieces, mostly short. */
export const hostileText = (maxLength = 12): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.array(PIECE, { maxLength }).map((pieces) => pieces.join('')) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength }) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_KEYS) },
  );

/** A piece again and again: what a pattern that tries everything twice would never be done with. */
export const longText = (pieces: readonly string[], maxRepeats: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...pieces), fc.nat(maxRepeats), fc.constantFrom(...pieces))
    .map(([piece, times, end]) => piece.repeat(times) + end);

/** As secrets look that may stand in a header: nothing that another text has by chance. */
export const secretText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('00', 'tok-', 'Zx9', 'hunter2.'),
    fc.array(fc.constantFrom(...Array.from('0123456789abcdefghkmXYZ-_~')), { minLength: 16, maxLength: 40 }),
  )
  .map(([prefix, characters]) => prefix + characters.join(''));

/** Stands for the secret in what is generated beside it. */
export const ECHO = 'the-secret-goes-here';

/** Text with the secret in it, now and then in other letters. */
export const echoing = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.constantFrom('', '', ECHO, ` ${ECHO} `, ECHO.toUpperCase(), `"${ECHO}"`))
    .map((parts) => parts.join(''));

/** The text with the secret where `ECHO` stands. */
export const echoed = (text: string, secret: string): string =>
  text.replaceAll(ECHO, () => secret).replaceAll(ECHO.toUpperCase(), () => secret.toUpperCase());
