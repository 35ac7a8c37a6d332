import type { APIGatewayEventRequestContext, APIGatewayProxyEvent } from 'aws-lambda';
import { ACCOUNT_ID } from '../account.ts';
import type { ApiDefinition, MethodDefinition } from './definition.ts';
import { headerOf, type ReceivedRequest } from './received-request.ts';

/** A request, and the method of the API that it is for. */
export interface RoutedRequest {
  readonly request: ReceivedRequest;
  readonly api: ApiDefinition;
  readonly method: MethodDefinition;
  /** Below the stage, percent-encoded as it was sent. */
  readonly resourcePath: string;
}

/** What is known of the caller: of an IAM user, or of an authorizer's answer. */
export interface Caller {
  readonly iam?: { readonly accessKeyId: string; readonly userArn: string } | undefined;
  readonly authorizer?: Readonly<Record<string, string | number | null>> | undefined;
}

type Event = Omit<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>;

/** API Gateway keeps these to itself. */
const DROPPED = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

export function proxyEvent(routed: RoutedRequest, caller: Caller): APIGatewayProxyEvent {
  const { request, api } = routed;
  const body = request.body && request.body.length > 0 ? request.body : undefined;
  return {
    ...eventOf(routed, caller),
    body: body?.toString(api.isBinary ? 'base64' : 'utf8') ?? null,
    isBase64Encoded: api.isBinary && body !== undefined,
  };
}

/** What proxy events and the events of request authorizers have in common. */
export function eventOf(routed: RoutedRequest, caller: Caller): Event {
  const { request, method, resourcePath } = routed;
  const headers = grouped(headersFor(request, caller));
  const query = grouped(request.query);
  const proxy = resourcePath.replace(/^\/|\/+$/g, '');
  return {
    resource: method.resourcePath,
    path: resourcePath,
    httpMethod: request.method,
    headers: lastOfEach(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lastOfEach(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: method.resourcePath === '/' ? null : { proxy },
    stageVariables: null,
    requestContext: requestContext(routed, caller),
  };
}

function headersFor(request: ReceivedRequest, { iam }: Caller): (readonly [string, string])[] {
  const own = new Set(['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-amzn-trace-id']);
  // The signature has served its purpose.
  if (iam) own.add('authorization');
  const kept = request.headers.filter(([name]) => !DROPPED.has(name.toLowerCase()) && !own.has(name.toLowerCase()));
  const forwardedFor = [headerOf(request, 'x-forwarded-for'), request.sourceIp].filter((each) => each !== undefined);
  return [
    ...kept,
    ['X-Forwarded-For', forwardedFor.join(', ')],
    ['X-Forwarded-Port', /:(\d+)$/.exec(headerOf(request, 'host') ?? '')?.[1] ?? '80'],
    ['X-Forwarded-Proto', 'http'],
  ];
}

function requestContext(
  { request, api, method }: RoutedRequest,
  { iam, authorizer }: Caller,
): APIGatewayEventRequestContext {
  const { at, requestId } = request;
  const domainName = headerOf(request, 'host') ?? '';
  const userId = iam ? userIdOf(iam.accessKeyId) : null;
  return {
    accountId: ACCOUNT_ID,
    apiId: api.id,
    ...(authorizer && { authorizer }),
    domainName,
    domainPrefix: domainName.split(/[.:]/)[0] ?? '',
    extendedRequestId: extendedIdOf(requestId),
    httpMethod: request.method,
    identity: {
      accessKey: iam?.accessKeyId ?? null,
      accountId: iam ? ACCOUNT_ID : null,
      apiKey: null,
      apiKeyId: null,
      caller: userId,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: userId,
      userAgent: headerOf(request, 'user-agent') ?? null,
      userArn: iam?.userArn ?? null,
    },
    path: request.path,
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: requestTime(at),
    requestTimeEpoch: at.getTime(),
    resourceId: method.resourceId,
    resourcePath: method.resourcePath,
    stage: api.stage,
  } as APIGatewayEventRequestContext;
}

/** API Gateway's second id of a request, which is shorter and no UUID. */
export const extendedIdOf = (requestId: string): string =>
  `${Buffer.from(requestId.replaceAll('-', ''), 'hex').toString('base64url').slice(0, 15)}=`;

/** IAM gives a user an id that begins with AIDA. */
const userIdOf = (accessKeyId: string): string => `AIDA${accessKeyId.toUpperCase()}`;

/** `09/Apr/2026:12:34:56 +0000` */
function requestTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

function grouped(pairs: Iterable<readonly [string, string]>): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value]);
  return Object.fromEntries(groups);
}

const lastOfEach = (groups: Readonly<Record<string, readonly string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, values.at(-1) ?? '']));

const orNull = <T extends object>(values: T): T | null => (Object.keys(values).length > 0 ? values : null);
