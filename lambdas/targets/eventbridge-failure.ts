import { EventBridgeServiceException } from '@aws-sdk/client-eventbridge';
import type { AttemptFailure } from '../core/ports.ts';
import { type EventBus, busName } from './event-bus.ts';
import { excerpt } from '../http/excerpt.ts';
import { isNetworkError, networkReason } from '../http/network-error.ts';

/** AWS: PutEventsResultEntry ErrorCode, and the names of the same faults when a whole request meets them. */
const FAILURE_CODES: ReadonlyMap<string, AttemptFailure['code']> = new Map([
  ['InternalFailure', 'TARGET_UNAVAILABLE'],
  ['InternalException', 'TARGET_UNAVAILABLE'],
  ['ServiceUnavailable', 'TARGET_UNAVAILABLE'],
  ['ThrottlingException', 'TARGET_UNAVAILABLE'],
  ['AccessDeniedException', 'TARGET_CONFIGURATION'],
  ['InvalidAccountIdException', 'TARGET_CONFIGURATION'],
  ['InvalidArgument', 'TARGET_CONFIGURATION'],
  ['NotAuthorizedForDetailTypeException', 'TARGET_CONFIGURATION'],
  ['NotAuthorizedForSourceException', 'TARGET_CONFIGURATION'],
  ['ResourceNotFoundException', 'TARGET_CONFIGURATION'],
]);

/** AWS: Common Errors. Our own credentials or clock are at fault, not the bus. */
const OUR_OWN = new Set([
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Why one entry of a request was not accepted. */
export const entryFailure = (code: string, message: string | undefined, bus: EventBus): AttemptFailure => ({
  code: FAILURE_CODES.get(code) ?? 'TARGET_REJECTED',
  message: `${busName(bus)} refused an event (${spellOut(code, message)})`,
});

/** Why a whole request failed. Throws `error` again when it is our own fault and says nothing about the bus. */
export function requestFailure(error: unknown, bus: EventBus, signal: AbortSignal): AttemptFailure {
  if (signal.aborted) {
    return { code: 'TARGET_TIMEOUT', message: `${busName(bus)} did not answer within the time limit of an attempt` };
  }
  if (error instanceof EventBridgeServiceException) return refusal(error, bus);

  const status = unreadableAnswerStatus(error);
  if (status !== undefined) {
    const code = status >= 500 ? 'TARGET_UNAVAILABLE' : 'TARGET_REJECTED';
    return { code, message: `${busName(bus)}: the answer is not EventBridge's (HTTP ${status})` };
  }
  if (!isNetworkError(error)) throw error;
  const reason = excerpt(networkReason(error));
  return { code: 'TARGET_UNAVAILABLE', message: `could not reach ${busName(bus)}: ${reason}` };
}

/** An event that this bus will never take. */
export const entryMalformed = (code: string, message: string | undefined): string =>
  `EVENT_MALFORMED: EventBridge refused the event (${spellOut(code, message)})`;

/** Setting aside all that comes would look like a delivery of everything. */
export const notTheEvents = (refused: number, bus: EventBus): AttemptFailure => ({
  code: 'TARGET_REJECTED',
  message: `${busName(bus)} called all of ${refused} events malformed and accepted none`,
});

/** The answer to a request does not account for every entry of it. */
export const unaccounted = (got: number, sent: number, bus: EventBus): AttemptFailure => ({
  code: 'TARGET_REJECTED',
  message: `${busName(bus)}: the answer has ${got} results for ${sent} events`,
});

function refusal(error: EventBridgeServiceException, bus: EventBus): AttemptFailure {
  if (OUR_OWN.has(error.name)) throw error;
  const status = error.$metadata.httpStatusCode ?? 0;
  const isBusy = status >= 500 || status === 429;
  return {
    code: isBusy ? 'TARGET_UNAVAILABLE' : (FAILURE_CODES.get(error.name) ?? 'TARGET_REJECTED'),
    message: `${busName(bus)} refused the request (HTTP ${status}, ${spellOut(error.name, error.message)})`,
  };
}

const spellOut = (code: string, message: string | undefined): string =>
  excerpt(message ? `${code}: ${message}` : code);

/** The HTTP status of an answer that the SDK could not parse. */
function unreadableAnswerStatus(error: unknown): number | undefined {
  // What is no JSON, and JSON of which the SDK makes the wrong thing.
  const isReadingIt = error instanceof SyntaxError || error instanceof TypeError;
  if (!isReadingIt || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
