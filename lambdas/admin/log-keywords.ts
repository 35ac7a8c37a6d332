import { invalid } from './invalid.ts';

const MAX_KEYWORDS = 10;
const MAX_KEYWORD_LENGTH = 40;

/**
 * The `q` of `GET /api/v1/logs`, ready to be asked about parsed events: every keyword must be a word of some value, in
 * any case. Okta: hyphens in a value are split, "in addition to the fully hyphenated value".
 */
export function logKeywords(q: string): (event: unknown) => boolean {
  const keywords = wordsIn(q);
  if (keywords.length > MAX_KEYWORDS) {
    throw invalid('q', [`q: it must have at most ${MAX_KEYWORDS} keywords; got ${keywords.length}`]);
  }
  if (keywords.some((keyword) => keyword.length > MAX_KEYWORD_LENGTH)) {
    throw invalid('q', [
      `q: Freeform search cannot contain items longer than ${MAX_KEYWORD_LENGTH} characters. Please shorten the items in your search or use an advanced filter to query by specific fields.`,
    ]);
  }

  return (event) => {
    const candidates = new Set(textsIn(event).flatMap(candidatesIn));
    return keywords.every((keyword) => candidates.has(keyword));
  };
}

const wordsIn = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

/** Each word, its parts between hyphens, and all of them without the punctuation around them. */
function candidatesIn(text: string): string[] {
  const parts = wordsIn(text).flatMap((word) => [word].concat(word.split('-')));
  return parts.concat(parts.map(withoutPunctuation));
}

const withoutPunctuation = (word: string): string => /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su.exec(word)?.[0] ?? '';

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
