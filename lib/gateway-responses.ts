import { type RestApi, ResponseType } from 'aws-cdk-lib/aws-apigateway';

interface Refusal {
  readonly types: readonly ResponseType[];
  /** Undefined where API Gateway has several and its own is kept. */
  readonly status: number | undefined;
  readonly code: string;
  readonly summary: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const {
  ACCESS_DENIED,
  API_CONFIGURATION_ERROR,
  AUTHORIZER_CONFIGURATION_ERROR,
  AUTHORIZER_FAILURE,
  BAD_REQUEST_BODY,
  BAD_REQUEST_PARAMETERS,
  DEFAULT_4XX,
  DEFAULT_5XX,
  EXPIRED_TOKEN,
  INTEGRATION_FAILURE,
  INTEGRATION_TIMEOUT,
  INVALID_API_KEY,
  INVALID_SIGNATURE,
  MISSING_AUTHENTICATION_TOKEN,
  QUOTA_EXCEEDED,
  REQUEST_TOO_LARGE,
  RESOURCE_NOT_FOUND,
  THROTTLED,
  UNAUTHORIZED,
  UNSUPPORTED_MEDIA_TYPE,
  WAF_FILTERED,
} = ResponseType;

/** What API Gateway answers by itself, in Okta's codes and words. */
const REFUSALS: readonly Refusal[] = [
  {
    types: [MISSING_AUTHENTICATION_TOKEN, UNAUTHORIZED, INVALID_SIGNATURE, EXPIRED_TOKEN, INVALID_API_KEY],
    status: 401,
    code: 'E0000011',
    summary: 'Invalid token provided',
  },
  {
    types: [ACCESS_DENIED, WAF_FILTERED],
    status: 403,
    code: 'E0000006',
    summary: 'You do not have permission to perform the requested action',
  },
  {
    types: [RESOURCE_NOT_FOUND],
    status: 404,
    code: 'E0000008',
    summary: 'The requested path was not found',
  },
  {
    types: [THROTTLED, QUOTA_EXCEEDED],
    status: 429,
    code: 'E0000047',
    summary: 'API call exceeded rate limit due to too many requests.',
    // Okta's SDKs give up on an answer without a whole number here. API Gateway knows none to offer; a moment that has
    // passed lets them come again at once, as the stage's limit is one of seconds.
    headers: { 'X-Rate-Limit-Limit': "'0'", 'X-Rate-Limit-Remaining': "'0'", 'X-Rate-Limit-Reset': "'0'" },
  },
  {
    types: [BAD_REQUEST_BODY, BAD_REQUEST_PARAMETERS],
    status: 400,
    code: 'E0000003',
    summary: 'The request body was not well-formed.',
  },
  {
    types: [REQUEST_TOO_LARGE],
    status: 413,
    code: 'E0000003',
    summary: 'The request body is too large.',
  },
  {
    types: [UNSUPPORTED_MEDIA_TYPE],
    status: 415,
    code: 'E0000021',
    summary: 'Bad media type. Accept and/or Content-Type headers likely do not match supported values.',
  },
  {
    types: [
      API_CONFIGURATION_ERROR,
      AUTHORIZER_CONFIGURATION_ERROR,
      AUTHORIZER_FAILURE,
      INTEGRATION_FAILURE,
      DEFAULT_5XX,
    ],
    status: 500,
    code: 'E0000009',
    summary: 'Internal Server Error',
  },
  {
    types: [INTEGRATION_TIMEOUT],
    status: 504,
    code: 'E0000009',
    summary: 'Internal Server Error',
  },
  {
    types: [DEFAULT_4XX],
    status: undefined,
    code: 'E0000001',
    summary: 'Api validation failed: request',
  },
];

/** Lets the refusals of API Gateway look like those of Okta. */
export function addGatewayResponses(api: RestApi): void {
  for (const { types, status, code, summary, headers } of REFUSALS) {
    for (const type of types) {
      api.addGatewayResponse(type.responseType, {
        type,
        ...(status !== undefined && { statusCode: String(status) }),
        responseHeaders: {
          'X-Okta-Request-Id': 'context.requestId',
          'Cache-Control': "'no-cache, no-store'",
          ...headers,
        },
        templates: { 'application/json': envelope(code, summary) },
      });
    }
  }
}

const envelope = (errorCode: string, errorSummary: string): string =>
  JSON.stringify({ errorCode, errorSummary, errorLink: errorCode, errorId: '$context.requestId', errorCauses: [] });
