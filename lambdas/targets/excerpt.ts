const MAX_LENGTH = 200;

/**
 * A short, printable part of what a target answered, fit for a log and a reason. None of `secrets` is in it, in
 * either case and even with invisible characters strewn in: an answer may echo the request, and not by accident.
 * `text` must be whole: a secret cut off at its end would not be recognised.
 */
export function excerpt(text: string, secrets: readonly string[] = []): string {
  return secrets
    .reduce((safe, secret) => safe.replace(anySpellingOf(secret), '[redacted]'), text)
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, MAX_LENGTH)
    .toWellFormed();
}

const anySpellingOf = (secret: string): RegExp =>
  new RegExp(
    Array.from(secret, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`).join('[\\p{C}\\p{Z}]*'),
    'giu',
  );
