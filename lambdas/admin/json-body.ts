import { OktaError } from './okta-error.ts';
import type { AdminRequest } from './request.ts';

/** A stream's description has a few hundred bytes. */
const MAX_BODY_BYTES = 64 * 1024;

/** A stream's description has two levels. */
const MAX_DEPTH = 16;

const malformed = (cause: string): OktaError =>
  new OktaError(400, 'E0000003', 'The request body was not well-formed.', [cause]);

/**
 * The body as JSON. Fails with 415 E0000021 for another media type, 413 E0000003 over 64 KB, and otherwise E0000003;
 * never with a word of the body, which may hold a token.
 */
export function jsonBody({ contentType, body }: AdminRequest): unknown {
  if (body.length > MAX_BODY_BYTES) {
    const cause = `the body has ${body.length} bytes; at most ${MAX_BODY_BYTES} are allowed`;
    throw new OktaError(413, 'E0000003', 'The request body was too large.', [cause]);
  }
  if (body.length === 0) throw malformed('the body is empty; a JSON object is expected');
  requireJson(contentType);

  const value = parse(decode(body));
  if (isTooDeep(value)) throw malformed(`the body is nested more than ${MAX_DEPTH} levels deep`);
  return value;
}

function requireJson(contentType: string | undefined): void {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  if (type === 'application/json' && isUtf8) return;
  const summary = 'Bad media type. Accept and/or Content-Type headers likely do not match supported values.';
  throw new OktaError(415, 'E0000021', summary, ['Content-Type must be application/json in UTF-8']);
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw malformed('the body is not UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('the body is not JSON');
  }
}

/** Level by level and not by recursion: what it is to keep out must not overflow the stack. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return level.length > 0;
}
