import { LogStreamingError } from '../core/errors.ts';
import type { Secrets } from '../core/ports.ts';

/** What fits a header: an error about a character that does not would quote the whole header, and so the secret. */
const PRINTABLE = /^[\x20-\x7e]+$/;

/** The value of the Authorization header, verbatim. Fails with SECRET_INVALID when it is none. */
export async function readHookSecret(
  secrets: Secrets,
  id: string,
  options?: { readonly fresh: boolean },
): Promise<string> {
  const secret = (await secrets.read(id, options)).trim();
  if (PRINTABLE.test(secret)) return secret;
  throw new LogStreamingError('SECRET_INVALID', `secret "${id}" must be a line of ASCII text; it is not one`);
}
