/** Characters that move the cursor, reorder or hide text in a terminal or a log viewer. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/** Far more than any quote shows; what lies behind is not worth searching. */
const SEARCHED_CHARACTERS = 20_000;

/**
 * Foreign text made fit for an error message: on one line, at most `maxLength` characters, and without any of
 * `credentials`, because servers and proxies that echo a request are common.
 */
export function quote(text: string, maxLength: number, credentials: readonly string[] = []): string {
  const redacted = credentials
    .filter((credential) => credential !== '')
    .reduce((rest, credential) => rest.replaceAll(credential, '[redacted]'), text.slice(0, SEARCHED_CHARACTERS));
  const line = redacted.replace(INVISIBLE, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…`.toWellFormed() : line.toWellFormed();
}
