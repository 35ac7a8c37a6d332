/** Every way this system fails on purpose. The code is the contract; the message is for people. */
export type ErrorCode =
  | 'CONFIG_INVALID'
  | 'CURSOR_REFUSED'
  | 'EVENT_HOOK_FAILED'
  | 'EVENT_HOOK_UNVERIFIED'
  | 'EVENT_SOURCE_REFUSED'
  | 'LIFECYCLE_UNFINISHED'
  | 'OKTA_LINK_REFUSED'
  | 'OKTA_PAGE_INVALID'
  | 'OKTA_RATE_LIMITED'
  | 'OKTA_REJECTED'
  | 'OKTA_UNAUTHORIZED'
  | 'OKTA_UNAVAILABLE'
  | 'OUT_OF_TIME'
  | 'QUEUE_MESSAGE_INVALID'
  | 'SECRET_INVALID'
  | 'START_INVALID'
  | 'STREAM_ACTIVE'
  | 'STREAM_EXISTS'
  | 'STREAM_INVALID'
  | 'STREAM_LIMIT'
  | 'STREAM_NOT_FOUND';

/** A failure with a stable code. Messages give the value got and the values allowed, never a secret. */
export class LogStreamingError extends Error {
  override readonly name: string = 'LogStreamingError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Okta's rate-limit window, or our share of it, is used up: no request may be made before `retryAt`. */
export class RateLimitedError extends LogStreamingError {
  readonly retryAt: Date;

  constructor(message: string, retryAt: Date) {
    super('OKTA_RATE_LIMITED', message);
    this.retryAt = retryAt;
  }
}

/** A stream that cannot be as it was asked for; each problem is a sentence of its own. */
export class InvalidStreamError extends LogStreamingError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('STREAM_INVALID', problems.join('. '));
    this.problems = problems;
  }
}

export const streamNotFound = (id: string): LogStreamingError =>
  new LogStreamingError('STREAM_NOT_FOUND', `there is no log stream with id "${id}"`);

/** The code of an error we raised ourselves; anything else is a bug or an outage. */
export const codeOf = (error: unknown): ErrorCode | 'UNEXPECTED' =>
  error instanceof LogStreamingError ? error.code : 'UNEXPECTED';

/**
 * One line for a log or a reason; the cause is appended because fetch hides it. By shape, not by class: an error that
 * comes from another realm, such as Node's own in a test, is no instance of this one's Error.
 */
export function describeError(error: unknown): string {
  const cause = messageOf(fieldOf(error, 'cause'));
  return `${messageOf(error) ?? String(error)}${cause === undefined ? '' : `: ${cause}`}`;
}

function messageOf(error: unknown): string | undefined {
  const message = fieldOf(error, 'message');
  return typeof message === 'string' ? message : undefined;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
