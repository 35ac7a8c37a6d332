/** What a page would obey or hide: control, formatting and unpaired characters, line and paragraph separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

export interface TextPart {
  readonly text: string;
  /** A character that could not be seen, by its number. */
  readonly isHidden: boolean;
}

/**
 * The text in parts, with a mark for each character that cannot be seen. Names and messages come from outside: one could
 * turn the rest of a line round, or look like another.
 */
export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(INVISIBLE)) {
    if (index > end) parts.push({ text: text.slice(end, index), isHidden: false });
    const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    parts.push({ text: `U+${number}`, isHidden: true });
    end = index + character.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), isHidden: false });
  return parts;
}

/** The same as plain text, for what is read aloud or stands in a title. */
export const plainText = (text: string): string =>
  partsOf(text)
    .map((part) => (part.isHidden ? `[${part.text}]` : part.text))
    .join('');
