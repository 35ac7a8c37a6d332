/** API Gateway's types of gateway responses, and the status of those that have one of their own. */
const STATUS = {
  ACCESS_DENIED: 403,
  API_CONFIGURATION_ERROR: 500,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  AUTHORIZER_FAILURE: 500,
  BAD_REQUEST_BODY: 400,
  BAD_REQUEST_PARAMETERS: 400,
  DEFAULT_4XX: 400,
  DEFAULT_5XX: 500,
  EXPIRED_TOKEN: 403,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  INVALID_API_KEY: 403,
  INVALID_SIGNATURE: 403,
  MISSING_AUTHENTICATION_TOKEN: 403,
  QUOTA_EXCEEDED: 429,
  REQUEST_TOO_LARGE: 413,
  RESOURCE_NOT_FOUND: 404,
  THROTTLED: 429,
  UNAUTHORIZED: 401,
  UNSUPPORTED_MEDIA_TYPE: 415,
  WAF_FILTERED: 403,
} as const;

export type ResponseType = keyof typeof STATUS;

export const RESPONSE_TYPES = Object.keys(STATUS) as readonly ResponseType[];

/** A request that API Gateway answers itself. The message is the caller's to read. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly type: ResponseType;
  readonly status: number;
  /** `$context.error.message`; API Gateway leaves some errors without one. */
  readonly reason: string | null;
  /** What X-Amzn-ErrorType says. */
  readonly errorType: string;

  constructor(
    type: ResponseType,
    {
      reason,
      errorType,
      status = STATUS[type],
    }: { readonly reason: string | null; readonly errorType: string; readonly status?: number },
  ) {
    super(reason ?? type);
    this.type = type;
    this.status = status;
    this.reason = reason;
    this.errorType = errorType;
  }
}
