/** What a terminal may obey or hide: control, formatting and unpaired characters, line and paragraph separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * The text as it may be written to a terminal. Names and messages come from outside: one could move the cursor, forge
 * a line of ours or turn the rest of a line round.
 */
export const visibleText = (text: string): string =>
  text.replaceAll(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/** JSON that stands for the same value and holds no such character either, except line ends between members. */
export const visibleJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replaceAll(INVISIBLE, (character) =>
    character === '\n' ? character : Array.from(character, unitEscapes).join(''),
  );

const unitEscapes = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
