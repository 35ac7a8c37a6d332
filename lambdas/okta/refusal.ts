import { LogStreamingError, RateLimitedError } from '../core/errors.ts';
import { excerpt } from '../http/excerpt.ts';
import { jsonObject } from './json-object.ts';
import { retryAt } from './rate-limit.ts';
import { readUtf8 } from './read-utf8.ts';

const MAX_ERROR_BODY_BYTES = 64 * 1024;
const MAX_SUMMARY_CHARACTERS = 200;

export interface RefusalContext {
  /** Host of the org, for the message. */
  readonly host: string;
  readonly now: Date;
  /** What was sent to prove who we are; it is cut out of whatever Okta's answer says. */
  readonly credentials: readonly string[];
}

/** What an answer of the System Log other than 200 means. Consumes the body. */
export async function refusalOf(response: Response, context: RefusalContext): Promise<LogStreamingError> {
  const outage = await outageOf(response, context);
  if (outage) return outage;

  const { status } = response;
  const { summary, isOAuth } = await complaintOf(response, context);
  const answer = [status, summary].join(' ').trim();

  // Okta answers a bad DPoP proof with 400 as well; taken for a refused cursor it would be reported as a gap.
  if (status === 401 || status === 403 || (status === 400 && isOAuth)) {
    return new LogStreamingError(
      'OKTA_UNAUTHORIZED',
      `Okta (${context.host}) refused the credentials or their rights: ${answer}; ` +
        'reading the System Log needs the scope okta.logs.read and an admin role that covers it',
    );
  }
  if (status === 400 || status === 410) {
    return new LogStreamingError('CURSOR_REFUSED', `Okta (${context.host}) refused the cursor: ${answer}`);
  }
  return new LogStreamingError(
    'OKTA_REJECTED',
    `Okta (${context.host}) rejected the request: ${answer}; expected is 200`,
  );
}

/** The answers that mean the same at every endpoint of Okta; undefined for the others, whose body is left unread. */
export async function outageOf(response: Response, context: RefusalContext): Promise<LogStreamingError | undefined> {
  const { status, headers } = response;
  if (status === 429) {
    await discard(response);
    const until = retryAt(response, context.now);
    return new RateLimitedError(
      `Okta (${context.host}) answered 429: no request before ${until.toISOString()}`,
      until,
    );
  }
  if (status >= 500) {
    const { summary } = await complaintOf(response, context);
    return new LogStreamingError('OKTA_UNAVAILABLE', `Okta (${context.host}) failed: ${status} ${summary}`.trim());
  }
  // A fetch that follows the standard to the letter hides a redirect behind status 0.
  if (status < 200 || (status >= 300 && status < 400)) {
    await discard(response);
    const target = URL.parse(headers.get('location') ?? '')?.origin ?? 'another place';
    return new LogStreamingError(
      'OKTA_REJECTED',
      `Okta (${context.host}) redirects to ${target}, and credentials never follow a redirect; ` +
        "the org URL must be the org's own",
    );
  }
  return undefined;
}

/** Frees the connection. */
export async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

interface Complaint {
  /** Okta's `errorCode` and `errorSummary`, or an OAuth `error` and its description; may be empty. */
  readonly summary: string;
  /** It is about the credentials: OAuth's errors never speak of the request itself. */
  readonly isOAuth: boolean;
}

/** What the body says, or the challenge when the body says nothing. */
async function complaintOf(response: Response, { credentials }: RefusalContext): Promise<Complaint> {
  const body = await readUtf8(response, MAX_ERROR_BODY_BYTES).then(
    (text) => jsonObject(text.toString()),
    () => undefined,
  );
  const challenge = response.headers.get('www-authenticate');
  const oauthError = body?.['error'] ?? /\berror="([^"]*)"/.exec(challenge ?? '')?.[1];
  const description = body?.['error_description'] ?? /\berror_description="([^"]*)"/.exec(challenge ?? '')?.[1];

  const parts = [body?.['errorCode'], body?.['errorSummary'], oauthError, description];
  const text = parts.filter((part) => typeof part === 'string').join(' ');
  return {
    summary: excerpt(text, credentials, MAX_SUMMARY_CHARACTERS),
    isOAuth: challenge !== null || (typeof oauthError === 'string' && body?.['errorCode'] === undefined),
  };
}
