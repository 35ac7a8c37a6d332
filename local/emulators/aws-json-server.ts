import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isObject } from './accepted-event.ts';
import { readBody, startLoopbackServer, type LoopbackServer } from './loopback-server.ts';

/** One call of an emulated operation. */
export interface AwsCall {
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the SigV4 credential scope: where the client believes it is calling. */
  readonly region: string;
}

/** `hang` never answers; `cut` breaks the connection, after whatever the operation has done. */
export type AwsReply =
  { readonly kind: 'answer'; readonly output: object } | { readonly kind: 'hang' } | { readonly kind: 'cut' };

export type AwsOperation = (call: AwsCall) => AwsReply;

/** An emulated service: what stands before the dot in X-Amz-Target, and its operations by name. */
export interface AwsJsonService {
  readonly targetPrefix: string;
  readonly operations: Readonly<Record<string, AwsOperation>>;
}

/** A service's own error answer; an operation throws it. */
export class AwsFault extends Error {
  override readonly name = 'AwsFault';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const answer = (output: object): AwsReply => ({ kind: 'answer', output });

/**
 * AWS's JSON protocols (1.0 and 1.1) for any number of services on one port. Signatures are not verified. An
 * operation that is not emulated fails by name, so that nothing succeeds here that was never tried.
 */
export async function startAwsJsonServer(options: {
  readonly services: readonly AwsJsonService[];
  /** 0, the default, takes a free one. */
  readonly port?: number;
}): Promise<LoopbackServer> {
  const operations = new Map(
    options.services.flatMap(({ targetPrefix, operations: byName }) =>
      Object.entries(byName).map(([name, operation]) => [`${targetPrefix}.${name}`, operation] as const),
    ),
  );

  return startLoopbackServer(async (request, response) => {
    const body = await readBody(request);
    const reply = outcomeOf(() => call(operations, request, body));
    if (reply.kind === 'hang') return;
    if (reply.kind === 'cut') {
      request.socket.destroy();
      return;
    }

    const headers = {
      'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1',
      'x-amzn-requestid': randomUUID(),
    };
    const { status, output } =
      reply.kind === 'answer'
        ? { status: 200, output: reply.output }
        : { status: reply.fault.status, output: { __type: reply.fault.code, message: reply.fault.message } };
    response.writeHead(status, headers).end(JSON.stringify(output));
  }, options.port);
}

function outcomeOf(run: () => AwsReply): AwsReply | { readonly kind: 'fault'; readonly fault: AwsFault } {
  try {
    return run();
  } catch (error) {
    if (error instanceof AwsFault) return { kind: 'fault', fault: error };
    throw error;
  }
}

function call(operations: ReadonlyMap<string, AwsOperation>, request: IncomingMessage, body: Buffer): AwsReply {
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = operations.get(target);
  if (!operation) {
    const emulated = [...operations.keys()].join(', ');
    throw new AwsFault('UnknownOperationException', `"${target}" is not emulated; emulated are ${emulated}`);
  }
  return operation({ input: parseInput(body), region: regionOf(request) });
}

/** AWS: "Credential=<key id>/<date>/<region>/<service>/aws4_request" in the Authorization header. */
function regionOf(request: IncomingMessage): string {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new AwsFault('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const region = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([a-z0-9-]+)\/[a-z0-9-]+\/aws4_request,/.exec(
    authorization,
  )?.[1];
  if (region === undefined) {
    throw new AwsFault('IncompleteSignatureException', 'Authorization header has no SigV4 credential scope', 403);
  }
  return region;
}

function parseInput(body: Buffer): Record<string, unknown> {
  const value = parseJson(body.toString('utf8'));
  if (!isObject(value)) throw new AwsFault('SerializationException', 'the request body is not a JSON object');
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
