import type { ServerResponse } from 'node:http';
import type { Clock } from '../../lambdas/core/ports.ts';
import { unreachable } from '../../lambdas/core/unreachable.ts';
import { type LoopbackServer, startLoopbackServer } from '../emulators/loopback-server.ts';
import { AccessDenied } from '../iam/access-denied.ts';
import type { Match } from '../iam/decide.ts';
import type { LocalFunction } from '../local-function.ts';
import type { ApiDefinition, MethodDefinition } from './definition.ts';
import { renderRefusal } from './gateway-response.ts';
import { authorizeByIam, type IamUser } from './iam-authorization.ts';
import { integrate, type Pause } from './integration.ts';
import { authorizeByLambda } from './lambda-authorization.ts';
import { authorizerArn, methodArn } from './method-arn.ts';
import { type Caller, extendedIdOf, proxyEvent, type RoutedRequest } from './proxy-event.ts';
import type { ProxyAnswer } from './proxy-result.ts';
import { headerOf, receive, type ReceivedRequest } from './received-request.ts';
import { Refusal } from './refusal.ts';
import { tokenBucket } from './token-bucket.ts';

export interface ApiGatewayOptions {
  readonly api: ApiDefinition;
  readonly functionByArn: (arn: string) => Pick<LocalFunction, 'name' | 'invoke'> | undefined;
  /** Who may call methods that ask for IAM authorization. */
  readonly users: readonly IamUser[];
  /** Fails with AccessDenied unless the function's policy lets the API invoke it, which calls itself by this ARN. */
  readonly authorizeInvocation: (functionArn: string, sourceArn: string) => void;
  /** What of a user's policy let a request through. */
  readonly onUse?: ((match: Match) => void) | undefined;
  readonly now: Clock;
  /** Another one is taken when this one is not free. */
  readonly port?: number | undefined;
  /** What API Gateway would write to its execution log when something fails that the caller does not hear of. */
  readonly onFailure: (line: string) => void;
  /** How the time of an integration passes. */
  readonly pause?: Pause;
}

/** A REST API on loopback. */
export interface ApiGateway {
  /** `http://127.0.0.1:port`; the paths below it begin with the stage. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Everything between an HTTP request and the function that answers it. */
interface Play extends ApiGatewayOptions {
  readonly mayPass: () => boolean;
}

export async function startApiGateway(options: ApiGatewayOptions): Promise<ApiGateway> {
  const { api, now, port = 0 } = options;
  for (const { functionArn, authorization } of api.methods) {
    functionOf(options, functionArn);
    if (authorization.type === 'CUSTOM') functionOf(options, authorization.authorizer.functionArn);
  }
  const play: Play = { ...options, mayPass: tokenBucket(api.throttle, now) };

  const server = await listen(async (incoming, response) => {
    const request = await receive(incoming, now);
    write(response, await answer(request, play), request);
  }, port);
  return server;
}

async function listen(handle: Parameters<typeof startLoopbackServer>[0], port: number): Promise<LoopbackServer> {
  try {
    return await startLoopbackServer(handle, port);
  } catch {
    return startLoopbackServer(handle);
  }
}

async function answer(request: ReceivedRequest, play: Play): Promise<ProxyAnswer> {
  const resourcePath = pathBelow(play.api.stage, request.path);
  if (resourcePath === undefined) return OUTSIDE;
  try {
    const method = methodFor(resourcePath, play.api);
    if (!request.body) throw requestTooLarge();
    if (!play.mayPass()) throw throttled();
    const routed = { request, api: play.api, method, resourcePath };
    const event = proxyEvent(routed, await authorize(routed, play));
    const { timeoutMs, functionArn } = method;
    authorizeInvocation(play, functionArn, methodArn(routed));
    const { isBinary } = play.api;
    return await integrate(event, { ...play, timeoutMs, isBinary, target: functionOf(play, functionArn) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const rendered = renderRefusal(error, play.api.responses, {
      requestId: request.requestId,
      requestTimeEpoch: request.at.getTime(),
      header: (name) => headerOf(request, name),
    });
    return { ...rendered, body: Buffer.from(rendered.body) };
  }
}

/** Undefined outside the stage; the stage itself is the root. */
function pathBelow(stage: string, path: string): string | undefined {
  if (path === `/${stage}`) return '/';
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : undefined;
}

function methodFor(resourcePath: string, { methods }: ApiDefinition): MethodDefinition {
  const wanted = /^\/+$/.test(resourcePath) ? '/' : '/{proxy+}';
  const method = methods.find((candidate) => candidate.resourcePath === wanted);
  // AWS: what does not exist is said to lack a token.
  if (!method) {
    throw new Refusal('MISSING_AUTHENTICATION_TOKEN', {
      reason: 'Missing Authentication Token',
      errorType: 'MissingAuthenticationTokenException',
    });
  }
  return method;
}

async function authorize(routed: RoutedRequest, play: Play): Promise<Caller> {
  const { authorization } = routed.method;
  switch (authorization.type) {
    case 'NONE':
      return {};
    case 'AWS_IAM':
      return authorizeByIam(routed, play);
    case 'CUSTOM': {
      const { authorizer: definition } = authorization;
      const target = functionOf(play, definition.functionArn);
      authorizeInvocation(play, definition.functionArn, authorizerArn(play.api.id, definition.id));
      return authorizeByLambda(routed, { definition, target, onFailure: play.onFailure });
    }
    default:
      return unreachable(authorization);
  }
}

/** What the function's policy does not allow is to the caller a fault of the API's configuration. */
function authorizeInvocation(play: ApiGatewayOptions, functionArn: string, sourceArn: string): void {
  try {
    play.authorizeInvocation(functionArn, sourceArn);
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    play.onFailure(`Invalid permissions on Lambda function: ${error.message}`);
    throw new Refusal('API_CONFIGURATION_ERROR', {
      reason: 'Internal server error',
      errorType: 'InternalServerErrorException',
    });
  }
}

function functionOf({ functionByArn }: Pick<ApiGatewayOptions, 'functionByArn'>, arn: string) {
  const found = functionByArn(arn);
  if (!found) throw new Error(`the REST API invokes ${arn}, which is no function of the stack`);
  return found;
}

function write(response: ServerResponse, { status, headers, body }: ProxyAnswer, request: ReceivedRequest): void {
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.setHeader('Date', request.at.toUTCString());
  response.setHeader('x-amzn-RequestId', request.requestId);
  response.setHeader('x-amz-apigw-id', extendedIdOf(request.requestId));
  // A status without a body has no length either.
  if (status !== 204 && status !== 304) response.setHeader('Content-Length', body.length);
  response.end(body);
}

/** No stage, so no API that could word it. */
const OUTSIDE: ProxyAnswer = {
  status: 403,
  headers: [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', 'ForbiddenException'],
  ],
  body: Buffer.from('{"message":"Forbidden"}'),
};

const requestTooLarge = (): Refusal =>
  new Refusal('REQUEST_TOO_LARGE', { reason: 'Request Too Long', errorType: 'RequestTooLargeException' });
const throttled = (): Refusal =>
  new Refusal('THROTTLED', { reason: 'Too Many Requests', errorType: 'TooManyRequestsException' });
