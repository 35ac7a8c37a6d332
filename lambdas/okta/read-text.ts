import { LogStreamingError } from '../core/errors.ts';
import { readBody } from '../http/read-body.ts';

/**
 * A body as text and its length in bytes. Fails with OKTA_PAGE_INVALID when it is larger than `maxBytes` or not UTF-8:
 * `response.text()` would put U+FFFD for bytes it cannot read, and so alter an event unseen.
 */
export async function readText(response: Response, maxBytes: number): Promise<{ text: string; bytes: number }> {
  const body = await readBody(response, maxBytes);
  if (!body) throw invalid(`must have at most ${maxBytes} bytes; got more`);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(body), bytes: body.length };
  } catch {
    throw invalid(`must be UTF-8; got ${body.length} bytes that are not`);
  }
}

const invalid = (problem: string) => new LogStreamingError('OKTA_PAGE_INVALID', `Okta's answer ${problem}`);
