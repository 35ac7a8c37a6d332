import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AuthorizeJson } from './authorize-json.ts';
import { AwsFault } from './aws-fault.ts';
import { parseInput } from './aws-json-input.ts';
import { readBody, startLoopbackServer, type LoopbackServer } from './loopback-server.ts';
import { requireSigned } from './signed-by.ts';

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

export const answer = (output: object): AwsReply => ({ kind: 'answer', output });

/**
 * AWS's JSON protocols (1.0 and 1.1) for any number of services on one port. Signatures are not verified, what the
 * signer may do is if there is an `authorize`. An operation that is not emulated fails by name, so that nothing succeeds
 * here that was never tried.
 */
export async function startAwsJsonServer(options: {
  readonly services: readonly AwsJsonService[];
  readonly authorize?: AuthorizeJson;
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
    const reply = outcomeOf(() => call({ ...options, operations }, request, body));
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

interface Server {
  readonly operations: ReadonlyMap<string, AwsOperation>;
  readonly authorize?: AuthorizeJson;
}

function call({ operations, authorize }: Server, request: IncomingMessage, body: Buffer): AwsReply {
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = operations.get(target);
  if (!operation) {
    const emulated = [...operations.keys()].join(', ');
    throw new AwsFault('UnknownOperationException', `"${target}" is not emulated; emulated are ${emulated}`);
  }
  const { region } = requireSigned(request.headers.authorization);
  const input = parseInput(body);
  authorize?.({ authorization: request.headers.authorization, target, input: () => input });
  return operation({ input, region });
}
