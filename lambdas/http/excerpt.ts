const MAX_LENGTH = 200;

/** How much is searched for secrets, as a multiple of what is shown: a foreign body may have megabytes. */
const SEARCHED_PER_SHOWN = 100;

/**
 * Foreign text made fit for a log, an error or a reason: on one line, short, printable. None of `secrets` is in it, in
 * either case and even with invisible characters strewn in: an answer may echo the request, and not by accident.
 * `text` must be whole: a secret cut off at its end would not be recognised.
 */
export function excerpt(text: string, secrets: readonly string[] = [], maxLength = MAX_LENGTH): string {
  const searched = text.slice(0, maxLength * SEARCHED_PER_SHOWN);
  const visible = searched.replace(INVISIBLE, '').toLowerCase();
  const line = secrets
    // The pattern is slow, and hardly any answer needs it.
    .filter((secret) => secret !== '' && visible.includes(secret.replace(INVISIBLE, '').toLowerCase()))
    .reduce((safe, secret) => safe.replace(anySpellingOf(secret), '[redacted]'), searched)
    .replace(INVISIBLE, ' ')
    .trim();
  return (line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line).toWellFormed();
}

const INVISIBLE = /[\p{C}\p{Z}]+/gu;

const anySpellingOf = (secret: string): RegExp =>
  new RegExp(
    Array.from(secret, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`).join('[\\p{C}\\p{Z}]*'),
    'giu',
  );
