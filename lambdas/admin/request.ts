import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Caller } from '../core/lifecycle-event.ts';

/** A request as the routes see it. */
export interface AdminRequest {
  readonly method: string;
  /** As the client wrote it, without the query: `/api/v1/…`. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly caller: Caller;
  readonly requestId: string;
  /** Scheme and host that the client used; links lead back there. */
  readonly origin: string;
}

type Event = APIGatewayProxyEvent;

/** Reads API Gateway's event. Members that a hand-made event lacks are taken as empty. */
export function readRequest(event: Event): AdminRequest {
  const { requestContext } = event;
  const header = headersOf(event);
  const path = requestContext.path;
  const requestId = requestContext.requestId;
  const protocol = header('x-forwarded-proto') === 'http' ? 'http' : 'https';
  return {
    method: event.httpMethod.toUpperCase(),
    path,
    query: compact(event.multiValueQueryStringParameters),
    contentType: header('content-type'),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    caller: {
      ...identityOf(event),
      ipAddress: requestContext.identity.sourceIp,
      userAgent: requestContext.identity.userAgent ?? undefined,
      requestId,
      requestUri: path,
    },
    requestId,
    origin: `${protocol}://${requestContext.domainName ?? header('host') ?? 'localhost'}`,
  };
}

/** API Gateway says who called: the principal of an API token, or that of an AWS signature. */
function identityOf({ requestContext }: Event): Pick<Caller, 'id' | 'type' | 'alternateId' | 'displayName'> {
  const { authorizer, identity } = requestContext;
  const tokenId: unknown = authorizer?.['tokenId'];
  if (typeof tokenId === 'string') {
    const name = String(authorizer?.['tokenName'] ?? tokenId);
    return { id: tokenId, type: 'User', alternateId: name, displayName: name };
  }
  const arn = identity.userArn ?? 'unknown';
  return { id: identity.caller ?? arn, type: 'User', alternateId: arn, displayName: arn.split('/').at(-1) ?? arn };
}

function headersOf({ multiValueHeaders, headers }: Event): (name: string) => string | undefined {
  const byName = new Map<string, string>();
  for (const [name, value] of Object.entries(headers ?? {})) byName.set(name.toLowerCase(), value ?? '');
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    const last = values?.at(-1);
    if (last !== undefined) byName.set(name.toLowerCase(), last);
  }
  return (name) => byName.get(name);
}

const compact = (query: Event['multiValueQueryStringParameters']): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(query ?? {}).flatMap(([name, values]) => (values ? [[name, values]] : [])));
