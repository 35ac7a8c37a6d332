import { isUtf8 } from 'node:buffer';
import { LogStreamingError } from '../core/errors.ts';
import { readBody } from '../http/read-body.ts';

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * A body that is text in UTF-8, without a byte order mark. Fails with OKTA_PAGE_INVALID when it is larger than
 * `maxBytes` or not UTF-8: decoding would put U+FFFD for bytes it cannot read, and so alter an event unseen.
 */
export async function readUtf8(response: Response, maxBytes: number): Promise<Buffer> {
  const body = await readBody(response, maxBytes);
  if (!body) throw invalid(`must have at most ${maxBytes} bytes; got more`);
  if (!isUtf8(body)) throw invalid(`must be UTF-8; got ${body.length} bytes that are not`);
  const hasMark = body.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return hasMark ? body.subarray(BYTE_ORDER_MARK.length) : body;
}

const invalid = (problem: string) => new LogStreamingError('OKTA_PAGE_INVALID', `Okta's answer ${problem}`);
