import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { envelope, oktaErrorOf } from '../admin/error-answer.ts';
import { lifecycleRoutes } from '../admin/lifecycle-routes.ts';
import { logRoutes } from '../admin/log-routes.ts';
import { pollingRoutes } from '../admin/polling-routes.ts';
import { countRequest, type RateWindow, type RequestCounter, tooManyRequests } from '../admin/rate-window.ts';
import { type AdminRequest, readRequest } from '../admin/request.ts';
import { type AdminResponse, findRoute, type Route } from '../admin/route.ts';
import { schemaRoutes } from '../admin/schema-routes.ts';
import { streamRoutes } from '../admin/stream-routes.ts';
import { userRoutes } from '../admin/user-routes.ts';
import type { AdminDeps } from '../core/admin.ts';
import { codeOf, describeError } from '../core/errors.ts';
import type { LifecycleLog } from '../core/ports.ts';
import type { VerifyDeps } from '../core/verify-stream.ts';
import { logFailure } from './log-failure.ts';
import { NO_METRICS, publishMetrics, type Publishing } from './metrics-journal.ts';

export interface AdminHandlerDeps extends AdminDeps, VerifyDeps {
  readonly lifecycleLog: LifecycleLog;
  readonly requests: RequestCounter;
  readonly requestsPerMinute: number;
}

/** Every operation of the API, one group of routes a file. */
export const adminRoutes = (deps: AdminHandlerDeps): Route[] => [
  ...streamRoutes(deps),
  ...lifecycleRoutes(deps),
  ...schemaRoutes(),
  ...logRoutes({ log: deps.lifecycleLog, now: deps.now }),
  ...pollingRoutes(deps),
  ...userRoutes(),
];

/** Answers what API Gateway passes on, always in Okta's dialect: a refusal and a failure wear its envelope. */
export function createAdminHandler(deps: AdminHandlerDeps, logger: Logger, metrics: Publishing = NO_METRICS) {
  const routes = adminRoutes(deps);
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .use(publishMetrics(metrics))
    .handler((event) => answer(deps, routes, readRequest(event)));
}

async function answer(
  deps: AdminHandlerDeps,
  routes: readonly Route[],
  request: AdminRequest,
): Promise<APIGatewayProxyResult> {
  const window = await rateWindow(deps);
  const { response, route, errorCode } = await respond(deps, routes, request, window);
  const { method, caller, requestId } = request;
  deps.journal({ what: 'request answered', method, route, status: response.status, caller: caller.id, errorCode });

  const body = bodyOf(response);
  return {
    statusCode: response.status,
    headers: {
      ...(body !== '' && { 'Content-Type': 'application/json' }),
      'Cache-Control': 'no-cache, no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Okta-Request-Id': requestId,
      ...(window && {
        'X-Rate-Limit-Limit': String(window.limit),
        'X-Rate-Limit-Remaining': String(window.remaining),
        'X-Rate-Limit-Reset': String(window.resetSeconds),
      }),
    },
    ...(response.links && { multiValueHeaders: { Link: [...response.links] } }),
    body,
  };
}

async function respond(
  deps: AdminHandlerDeps,
  routes: readonly Route[],
  request: AdminRequest,
  window: RateWindow | undefined,
): Promise<{ readonly response: AdminResponse; readonly route?: string; readonly errorCode?: string }> {
  let found: ReturnType<typeof findRoute> | undefined;
  try {
    if (window?.isExceeded) throw tooManyRequests();
    found = findRoute(routes, request);
    return { response: await found.route.handle(request, found.parameters), route: found.route.path };
  } catch (error) {
    const refusal = oktaErrorOf(error, found?.parameters['id'] ?? '');
    if (refusal.status >= 500) {
      deps.journal({ what: 'request failed', code: codeOf(error), message: describeError(error) });
    }
    const value = envelope(refusal, errorIdOf(deps));
    const { status, errorCode } = refusal;
    return { response: { status, body: { value } }, ...(found && { route: found.route.path }), errorCode };
  }
}

/** A counter that does not answer is no reason to keep an admin out. */
async function rateWindow(deps: AdminHandlerDeps): Promise<RateWindow | undefined> {
  try {
    return await countRequest(deps.requests, deps.requestsPerMinute, deps.now);
  } catch (error) {
    deps.journal({ what: 'request failed', code: codeOf(error), message: `not counted: ${describeError(error)}` });
    return undefined;
  }
}

/** Okta's begin with `oae` and have 22 characters more. */
const errorIdOf = ({ uuid }: AdminHandlerDeps): string => `oae${uuid().replaceAll('-', '').slice(0, 22)}`;

function bodyOf({ body }: AdminResponse): string {
  if (!body) return '';
  return 'json' in body ? body.json : JSON.stringify(body.value);
}
