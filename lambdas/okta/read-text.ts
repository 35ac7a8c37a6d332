import { LogStreamingError } from '../core/errors.ts';

/**
 * A body as text and its length in bytes, read up to `maxBytes`, all counted after decompression. Fails with OKTA_PAGE_INVALID when it is larger
 * or not UTF-8: `response.text()` would put U+FFFD for bytes it cannot read, and so alter an event unseen. Failures
 * of the connection pass through as they are.
 */
export async function readText(response: Response, maxBytes: number): Promise<{ text: string; bytes: number }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;

  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body, so the rest is not downloaded.
    if (bytes > maxBytes) throw invalid(`must have at most ${maxBytes} bytes; got more`);
    chunks.push(chunk);
  }

  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks, bytes)), bytes };
  } catch {
    throw invalid(`must be UTF-8; got ${bytes} bytes that are not`);
  }
}

const invalid = (problem: string) => new LogStreamingError('OKTA_PAGE_INVALID', `Okta's answer ${problem}`);
