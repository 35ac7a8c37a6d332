import type { Forward } from '../console/server/forward.ts';
import { describeError } from '../lambdas/core/errors.ts';
import { VERSION } from '../lambdas/okta/user-agent.ts';
import { atOrigin } from './api-url.ts';
import type { Connection } from './connection.ts';
import { CommandFailure, EXIT, failureOf } from './failure.ts';
import type { World } from './world.ts';

/** A Lambda behind API Gateway has 29 s. */
const TIMEOUT_MS = 35_000;
const USER_AGENT = `okta-log-streaming-console/${VERSION}`;

/** Sends what the console page asks for with the admin's own credentials, which the page never has. */
export function forwarder(
  { origin, authorize }: Connection,
  world: Pick<World, 'fetch' | 'timeout' | 'stopped'>,
): Forward {
  return async ({ method, target, body, signal }) => {
    const url = atOrigin(new URL(target, origin), origin);
    const headers = {
      accept: 'application/json',
      'user-agent': USER_AGENT,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const authorized = await authorize({ method, url, headers, body }).catch((error: unknown) => {
      throw failureOf(error);
    });
    const limit = world.timeout(TIMEOUT_MS);
    const ends = AbortSignal.any([signal, limit, world.stopped]);
    try {
      // A redirect could lead away from the origin that the credentials are for.
      const request = { method, headers: authorized, signal: ends, redirect: 'manual', body: body ?? null } as const;
      return await world.fetch(url, request);
    } catch (error) {
      const reason = limit.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : describeError(error);
      const message = `${origin} cannot be reached: ${reason}`;
      throw new CommandFailure('API_UNREACHABLE', message, EXIT.unauthorized, { isTransient: true });
    }
  };
}
