import { randomUUID } from 'node:crypto';

/** What the org says to one request; the server adds the headers every answer carries. */
export interface Answer {
  readonly status: number;
  /** A list becomes that many header lines. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

export const jsonAnswer = (status: number, body: unknown, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(body)),
});

/** Okta: only `errorCode` is contract; the sentences are for people. */
const OKTA_ERRORS = {
  E0000001: { status: 400, summary: 'Api validation failed' },
  E0000006: { status: 403, summary: 'You do not have permission to perform the requested action' },
  E0000008: { status: 404, summary: 'The requested path was not found' },
  E0000009: { status: 500, summary: 'Internal Server Error' },
  E0000011: { status: 401, summary: 'Invalid token provided' },
  E0000022: { status: 405, summary: 'The endpoint does not support the provided HTTP method' },
  E0000031: { status: 400, summary: 'Invalid search criteria.' },
  E0000047: { status: 429, summary: 'API call exceeded rate limit due to too many requests.' },
  E0000053: { status: 400, summary: 'Invalid parameter' },
} as const;

export type OktaErrorCode = keyof typeof OKTA_ERRORS;

/** Okta's error envelope; `summary` and `status` replace the ones the code usually has. */
export function oktaError(
  code: OktaErrorCode,
  details: { readonly status?: number; readonly summary?: string; readonly cause?: string } = {},
): Answer {
  const usual = OKTA_ERRORS[code];
  return jsonAnswer(details.status ?? usual.status, {
    errorCode: code,
    errorSummary: details.summary ?? usual.summary,
    errorLink: code,
    errorId: randomUUID(),
    errorCauses: details.cause === undefined ? [] : [{ errorSummary: details.cause }],
  });
}

/** The errors of RFC 6749 and RFC 9449, which carry no Okta code. */
export const oauthError = (status: number, error: string, description: string, headers?: Answer['headers']): Answer =>
  jsonAnswer(status, { error, error_description: description }, headers);
