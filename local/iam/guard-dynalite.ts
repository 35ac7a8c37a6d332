import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { describeError } from '../../lambdas/core/errors.ts';
import { AwsFault } from '../emulators/aws-fault.ts';
import { readBody } from '../emulators/loopback-server.ts';
import type { AuthorizeJson } from '../emulators/authorize-json.ts';
import { answerFault, requestFault } from './request-fault.ts';

/**
 * Has every request authorized before dynalite sees it, in the same process and on the same connection. dynalite takes a
 * body out of the events of its request, which are made again for it.
 */
export function guardDynalite(server: Server, authorize: AuthorizeJson): void {
  const [handle, ...others] = server.listeners('request');
  if (!handle || others.length > 0) throw new Error('dynalite is expected to have one request handler');
  server.removeAllListeners('request');
  const guard = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const fault = requestFault(authorize, request, body);
    if (fault) return answerFault(request, response, fault);
    Reflect.apply(handle, server, [request, response]);
    request.emit('data', body);
    request.emit('end');
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    guard(request, response).catch((error: unknown) => {
      // The client has gone in the middle of its request.
      if (request.destroyed) return;
      answerFault(request, response, new AwsFault('InternalServerError', describeError(error), 500));
    });
  });
}
