import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsFault } from '../emulators/aws-fault.ts';
import { parseInput } from '../emulators/aws-json-input.ts';
import type { AuthorizeJson } from '../emulators/authorize-json.ts';

/** Why this request is refused, if it is. */
export function requestFault(authorize: AuthorizeJson, request: IncomingMessage, body: Buffer): AwsFault | undefined {
  try {
    authorize({
      authorization: request.headers.authorization,
      target: String(request.headers['x-amz-target'] ?? ''),
      input: () => parseInput(body),
    });
    return undefined;
  } catch (error) {
    if (error instanceof AwsFault) return error;
    throw error;
  }
}

/** Answers with a fault, in the version of the JSON protocol that was asked with. */
export function answerFault(
  request: IncomingMessage,
  response: ServerResponse,
  { code, message, status }: AwsFault,
): void {
  response
    .writeHead(status, { 'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.0' })
    .end(JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }));
}
