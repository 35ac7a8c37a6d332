import { LogStreamingError } from '../core/errors.ts';
import type { AttemptFailure, Secrets } from '../core/ports.ts';

/** What fits a header: an error about a character that does not would quote the whole header, and so the token. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** A stream's HEC token, or why there is none that could be sent. An outage of the secret store is an exception. */
export async function readHecToken(
  secrets: Secrets,
  id: string,
  options?: { readonly fresh: boolean },
): Promise<{ readonly token: string } | { readonly failure: AttemptFailure }> {
  try {
    const token = (await secrets.read(id, options)).trim();
    return PRINTABLE.test(token) ? { token } : misconfigured(`secret "${id}" must be a HEC token; it is not one`);
  } catch (error) {
    if (error instanceof LogStreamingError && error.code === 'SECRET_INVALID') return misconfigured(error.message);
    throw error;
  }
}

const misconfigured = (problem: string) => ({
  failure: { code: 'TARGET_CONFIGURATION', message: `the stream has no HEC token: ${problem}` } as const,
});
