import type { AttemptFailure } from '../core/ports.ts';
import { excerpt } from '../http/excerpt.ts';

/** What one request to HEC came to. */
export type HecOutcome =
  | { readonly kind: 'accepted' }
  /**
   * An event cannot be taken: the one at index `at`, with those before it indexed; unless Splunk does not say which.
   */
  | { readonly kind: 'refused'; readonly at: number | undefined; readonly reason: string }
  /** `accepted` objects at the beginning were indexed all the same. */
  | {
      readonly kind: 'failed';
      readonly failure: AttemptFailure;
      readonly accepted: number;
      readonly isTokenRefused: boolean;
    };

/** Splunk: "Troubleshoot HTTP Event Collector", possible error codes. */
// prettier-ignore
type HecCode =
  | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13
  | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27;

type Meaning =
  | 'accepted'
  | 'malformed'
  | 'unavailable'
  | 'unexpected'
  | { readonly misconfigured: string; readonly countsFrom?: 1 };

const TOKEN_REFUSED = { misconfigured: 'Splunk refused the HEC token' };
const TOKEN_DISABLED = { misconfigured: 'Splunk refused the HEC token because it is disabled' };
const ACKNOWLEDGMENT = {
  misconfigured: 'Splunk asks for indexer acknowledgment, which must be off for the HEC token',
};

const MEANINGS: Record<HecCode, Meaning> = {
  0: 'accepted',
  1: TOKEN_DISABLED,
  2: { misconfigured: 'Splunk found no HEC token in the request' },
  3: TOKEN_REFUSED,
  4: TOKEN_REFUSED,
  5: 'unexpected',
  6: 'malformed',
  // Measured on Splunk 10.4: this code counts the events of a request from 1, the others from 0.
  7: { misconfigured: 'Splunk refused the index: the HEC token needs a default index that exists', countsFrom: 1 },
  8: 'unavailable',
  9: 'unavailable',
  10: ACKNOWLEDGMENT,
  11: ACKNOWLEDGMENT,
  12: 'malformed',
  13: 'malformed',
  14: ACKNOWLEDGMENT,
  15: 'malformed',
  16: { misconfigured: 'Splunk looked for the HEC token in the query string' },
  17: 'unexpected',
  18: 'unavailable',
  19: 'unavailable',
  20: 'unavailable',
  21: TOKEN_REFUSED,
  22: TOKEN_DISABLED,
  23: 'unavailable',
  // Accepted, with a warning that a queue fills up.
  24: 'accepted',
  25: 'accepted',
  26: 'unavailable',
  27: 'unavailable',
};

export interface HttpAnswer {
  readonly status: number;
  /** Undefined when it was too long to be HEC's. */
  readonly body: string | undefined;
}

/**
 * Decides by HEC's code where the status bears it out, otherwise by the status. Only HEC's own word counts as
 * acceptance: a 200 may come from a proxy that has never heard of it. `secrets` are kept out of every message.
 */
export function hecOutcome(http: HttpAnswer, sent: number, secrets: readonly string[]): HecOutcome {
  const { status } = http;
  const answer = parseAnswer(http.body);
  const says = spellOut(http, answer, secrets);
  // Before the code: what HEC writes under a 413 differs from version to version.
  if (status === 413) {
    return { kind: 'refused', at: undefined, reason: `EVENT_TOO_LARGE: Splunk refused the size (${says})` };
  }

  const meaning = answer && isHecCode(answer.code) ? MEANINGS[answer.code] : 'unexpected';
  if (meaning === 'accepted' && status === 200) return { kind: 'accepted' };
  if (meaning === 'malformed' && status === 400) {
    const reason = `EVENT_MALFORMED: Splunk refused the event (${says})`;
    return { kind: 'refused', at: eventIndex(answer?.eventNumber, sent), reason };
  }
  if (typeof meaning === 'object' && status >= 400 && status < 500) {
    const { misconfigured, countsFrom } = meaning;
    return {
      kind: 'failed',
      failure: { code: 'TARGET_CONFIGURATION', message: `${misconfigured} (${says})` },
      accepted: countsFrom ? (eventIndex((answer?.eventNumber ?? 0) - countsFrom, sent) ?? 0) : 0,
      isTokenRefused: status === 401 || status === 403,
    };
  }
  // Without a code of HEC's it is a proxy's or an allow-list's word, and an admin's to mend all the same.
  if (status === 401 || status === 403) {
    const message = `something before Splunk refused the request (${says})`;
    return { kind: 'failed', failure: { code: 'TARGET_CONFIGURATION', message }, accepted: 0, isTokenRefused: true };
  }
  if (meaning === 'unavailable' || status === 429 || status >= 500) {
    return failed({ code: 'TARGET_UNAVAILABLE', message: `Splunk cannot take events now (${says})` });
  }
  return failed({ code: 'TARGET_REJECTED', message: `Splunk gave an unexpected answer (${says})` });
}

export const failed = (failure: AttemptFailure): HecOutcome => ({
  kind: 'failed',
  failure,
  accepted: 0,
  isTokenRefused: false,
});

interface HecAnswer {
  readonly code: number;
  readonly text: string;
  readonly eventNumber: number | undefined;
}

function parseAnswer(body: string | undefined): HecAnswer | undefined {
  const json = parseJson(body ?? '');
  if (typeof json !== 'object' || json === null || !('code' in json) || typeof json.code !== 'number')
    return undefined;
  const text = 'text' in json && typeof json.text === 'string' ? json.text : '';
  const number = 'invalid-event-number' in json ? json['invalid-event-number'] : undefined;
  return { code: json.code, text, eventNumber: typeof number === 'number' ? number : undefined };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function spellOut({ status, body }: HttpAnswer, answer: HecAnswer | undefined, secrets: readonly string[]): string {
  if (answer) return `HTTP ${status}, code ${answer.code}: ${excerpt(answer.text, secrets)}`;
  if (status >= 300 && status < 400) return `HTTP ${status}, a redirect, which is not followed`;
  if (body === undefined) return `HTTP ${status} with a longer text than HEC ever sends`;
  return `HTTP ${status}: ${excerpt(body, secrets) || 'no text'}`;
}

const isHecCode = (code: number): code is HecCode => Object.hasOwn(MEANINGS, code);

const eventIndex = (number: number | undefined, sent: number): number | undefined =>
  number !== undefined && Number.isInteger(number) && number >= 0 && number < sent ? number : undefined;
