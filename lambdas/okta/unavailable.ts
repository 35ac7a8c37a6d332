import { LogStreamingError } from '../core/errors.ts';
import { isObject } from './json-object.ts';

/**
 * No whole answer from Okta, as OKTA_UNAVAILABLE. fetch says only "fetch failed" and hides the reason in `cause`, so
 * it is spelled out here; the error itself does not travel on, because one about a header would quote the header.
 */
export function unavailable(host: string, error: unknown, timeoutMs: number): LogStreamingError {
  return new LogStreamingError(
    'OKTA_UNAVAILABLE',
    `Okta (${host}) gave no whole answer: ${reasonOf(error, timeoutMs)}`,
  );
}

function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, code, cause } = fieldsOf(error);
  if (name === 'TimeoutError' || name === 'AbortError') return `timed out after ${timeoutMs} ms`;
  if (cause === undefined) return words(name, code) || 'unknown reason';

  // A cause that stands for several addresses has a code and no message.
  const deeper = fieldsOf(cause);
  return words(deeper.code, deeper.message) || words(deeper.name) || 'unknown reason';
}

/** By shape, not by class: an abort's reason is a DOMException, and a code is a number there. */
const fieldsOf = (error: unknown): Record<string, unknown> => (isObject(error) ? error : {});

const words = (...parts: unknown[]): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
