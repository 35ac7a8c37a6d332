import { type ErrorCode, InvalidStreamError, LogStreamingError } from '../core/errors.ts';
import { invalid } from './invalid.ts';
import { OktaError } from './okta-error.ts';

/** Okta's envelope of every error. Only `errorCode` is contract; the others are for people. */
export const envelope = ({ errorCode, errorSummary, errorCauses }: OktaError, errorId: string): object => ({
  errorCode,
  errorSummary,
  errorLink: errorCode,
  errorId,
  errorCauses: errorCauses.map((cause) => ({ errorSummary: cause })),
});

const MAX_SHOWN_ID_LENGTH = 40;

/** What is not an id at all is not repeated as if it were one. */
export function notFound(id: string, kind: string): OktaError {
  const shown = /^[\w-]+$/.test(id) && id.length <= MAX_SHOWN_ID_LENGTH ? id : '(no id)';
  return new OktaError(404, 'E0000007', `Not found: Resource not found: ${shown} (${kind})`);
}

export const internal = (): OktaError => new OktaError(500, 'E0000009', 'Internal Server Error');

/** Any error in Okta's words. What an admin did not cause is an internal error, of which only the log says more. */
export function oktaErrorOf(error: unknown, streamId: string): OktaError {
  if (error instanceof OktaError) return error;
  if (error instanceof InvalidStreamError) return invalid('logStream', error.problems);
  return error instanceof LogStreamingError ? ANSWERS[error.code](error.message, streamId) : internal();
}

type Answer = (message: string, streamId: string) => OktaError;

/** HTTP is this edge's business; the core only knows codes. A new code does not compile until it is decided here. */
const ANSWERS: Readonly<Record<ErrorCode, Answer>> = {
  EVENT_SOURCE_REFUSED: (message) =>
    new OktaError(400, 'E0000176', `Failed to create LogStreaming event source. ${message}`),
  START_INVALID: (message) => invalid('startFrom', [message]),
  STREAM_ACTIVE: (message) => invalid('status', [message]),
  STREAM_INVALID: (message) => invalid('logStream', [message]),
  STREAM_LIMIT: (message) => invalid('logStream', [message]),
  STREAM_NOT_FOUND: (_message, streamId) => notFound(streamId, 'LogStream'),
  CONFIG_INVALID: internal,
  CURSOR_REFUSED: internal,
  EVENT_HOOK_FAILED: internal,
  EVENT_HOOK_UNVERIFIED: internal,
  LIFECYCLE_UNFINISHED: internal,
  OKTA_LINK_REFUSED: internal,
  OKTA_PAGE_INVALID: internal,
  OKTA_RATE_LIMITED: internal,
  OKTA_REJECTED: internal,
  OKTA_UNAUTHORIZED: internal,
  OKTA_UNAVAILABLE: internal,
  OUT_OF_TIME: internal,
  QUEUE_MESSAGE_INVALID: internal,
  SECRET_INVALID: internal,
  STREAM_EXISTS: internal,
};
