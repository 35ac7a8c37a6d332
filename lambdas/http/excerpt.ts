const MAX_LENGTH = 200;

/** How much is searched for secrets, as a multiple of what is shown: a foreign body may have megabytes. */
const SEARCHED_PER_SHOWN = 100;

/**
 * Foreign text made fit for a log, an error or a reason: on one line, short, printable. None of `secrets` is in it, in
 * either case and even with invisible characters strewn in: an answer may echo the request, and not by accident.
 * `text` must be whole: a secret cut off at its end would not be recognised.
 */
export function excerpt(text: string, secrets: readonly string[] = [], maxLength = MAX_LENGTH): string {
  const whole = text.replace(INVISIBLE, ' ');
  const searched = whole.slice(0, maxLength * SEARCHED_PER_SHOWN);
  const sought = secrets.map((secret) => secret.replace(INVISIBLE, '')).filter((secret) => secret !== '');
  const visible = searched.replaceAll(' ', '').toLowerCase();
  const safe = sought
    // The pattern is slow, and hardly any answer needs it.
    .filter((secret) => visible.includes(secret.toLowerCase()))
    .reduce((redacted, secret) => redacted.replace(anySpellingOf(secret), '[redacted]'), searched);
  // Where the search ended there may be the beginning of a secret.
  const unsure = whole.length > searched.length ? 2 * Math.max(0, ...sought.map((secret) => secret.length)) : 0;
  const line = safe.slice(0, Math.max(0, safe.length - unsure)).trim();
  return (line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line).toWellFormed();
}

const INVISIBLE = /[\p{C}\p{Z}]+/gu;

/** In a text in which a blank stands for each run of invisible characters. */
const anySpellingOf = (secret: string): RegExp =>
  new RegExp(Array.from(secret, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`).join(' ?'), 'giu');
