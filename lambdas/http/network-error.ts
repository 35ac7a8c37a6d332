/** Errors by shape: what Node raises from within need not be an instance of this module's `Error`. */
interface ErrorShape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** Sockets, DNS and TLS give their errors a `code`; so does Node to a TypeError, which would be our own bug. */
export function isNetworkError(error: unknown): boolean {
  const { name, code } = shapeOf(error);
  return typeof code === 'string' && name !== 'TypeError';
}

/**
 * What went wrong below HTTP, in words. fetch hides it in `cause`, and where Node tried several addresses the error
 * that says so has a code and no message.
 */
export function networkReason(error: unknown): string {
  const { cause = error } = shapeOf(error);
  const { code, message } = shapeOf(cause);
  const text = typeof message === 'string' ? message : String(cause);
  return typeof code !== 'string' || text.includes(code) ? text : [code, text].filter(Boolean).join(': ');
}

const shapeOf = (error: unknown): ErrorShape => (typeof error === 'object' && error !== null ? error : {});
