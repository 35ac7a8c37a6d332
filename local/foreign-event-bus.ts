import type { IncomingMessage } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../cli/sha256.ts';
import { CREDENTIALS, REGION } from './account.ts';
import { type LoopbackServer, readBody, startLoopbackServer } from './emulators/loopback-server.ts';
import type { AuthorizeJson } from './emulators/authorize-json.ts';
import { answerFault, requestFault } from './iam/request-fault.ts';
import { signedBy } from './emulators/signed-by.ts';

export interface ForeignEventBus {
  readonly url: string;
  /** AWS_ACCESS_KEY_ID and its like. Without a key, requests are signed as they are for an emulator. */
  readonly environment: Readonly<Record<string, string>>;
  readonly authorize: AuthorizeJson;
}

/**
 * A foreign EventBridge behind a port of ours. Functions sign with keys of their own, so that what their roles do not
 * allow goes nowhere; what goes on is signed anew with the credentials that the endpoint knows, which no function sees.
 */
export function startForeignEventBus(bus: ForeignEventBus): Promise<LoopbackServer> {
  return startLoopbackServer(async (request, response) => {
    const body = await readBody(request);
    const fault = requestFault(bus.authorize, request, body);
    if (fault) return answerFault(request, response, fault);

    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const answer = await fetch(bus.url, {
        method: 'POST',
        headers: await signedHeaders(bus, request, body),
        body: new Uint8Array(body),
        redirect: 'manual',
        signal: gone.signal,
      });
      const contentType = answer.headers.get('content-type') ?? 'application/x-amz-json-1.1';
      const requestId = answer.headers.get('x-amzn-requestid');
      response
        .writeHead(answer.status, {
          'content-type': contentType,
          ...(requestId !== null && { 'x-amzn-requestid': requestId }),
        })
        .end(Buffer.from(await answer.arrayBuffer()));
    } catch {
      // To the function it is the bus that cannot be reached.
      request.socket.destroy();
    }
  });
}

async function signedHeaders(
  { url, environment }: ForeignEventBus,
  request: IncomingMessage,
  body: Buffer,
): Promise<Record<string, string>> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN: sessionToken } = environment;
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID ?? CREDENTIALS.accessKeyId,
    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? CREDENTIALS.secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  };
  const { host, pathname } = new URL(url);
  const region = signedBy(request.headers.authorization ?? '')?.region ?? REGION;
  const signer = new SignatureV4({ credentials, region, service: 'events', sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: new URL(url).protocol,
    hostname: host,
    path: pathname,
    query: {},
    headers: {
      host,
      'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1',
      'x-amz-target': String(request.headers['x-amz-target'] ?? ''),
    },
    body,
  });
  // The client of this process says itself where it goes.
  const { host: _host, ...others } = headers;
  return others;
}
