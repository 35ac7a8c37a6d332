import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, refusal } from './answer.ts';
import { type Asset, bundlePage } from './bundle-page.ts';
import type { Forward } from './forward.ts';
import { forwardRequest } from './forward-request.ts';
import { refuseForeignHost, refuseStranger } from './guard.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface ConsoleOptions {
  readonly forward: Forward;
  /** What the page calls the API it shows. */
  readonly apiName: string;
  /** Of this run only. Whoever has it acts with the admin's credentials. */
  readonly key: string;
  readonly port: number;
  /** What happens when the port is taken: another free one, or a failure with EADDRINUSE. */
  readonly ifTaken: 'another' | 'fail';
}

/** The console page on loopback. */
export interface Console {
  /** With the key behind `#`, where no server and no referrer sees it. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the page to this machine, and its requests to the admin API. */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const assets = await bundlePage(options.apiName);
  const server = createServer((request, response) => {
    void answer(options, assets, request, response)
      .catch(() => refusal(500, 'UNEXPECTED', "the console's server failed"))
      .then(({ status, headers, body }) =>
        response.writeHead(status, { ...headers, ...SECURITY_HEADERS }).end(body ?? ''),
      );
  });
  const port = await listen(server, options);
  return {
    url: `http://127.0.0.1:${port}/#${options.key}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  { forward, key }: ConsoleOptions,
  assets: ReadonlyMap<string, Asset>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer> {
  const { method = '', headers } = request;
  const port = request.socket.localPort ?? 0;
  const foreign = refuseForeignHost(headers, port);
  if (foreign) return foreign;

  const url = URL.parse(request.url ?? '', `http://127.0.0.1:${port}`);
  const asset = url ? assets.get(url.pathname) : undefined;
  if (asset && method === 'GET') {
    return { status: 200, headers: { 'content-type': `${asset.type}; charset=utf-8` }, body: asset.text };
  }
  if (!url?.pathname.startsWith('/api/')) {
    return refusal(404, 'CONSOLE_PATH_UNKNOWN', 'there is nothing at this path');
  }
  return refuseStranger(method, headers, port, key) ?? forwardRequest(forward, url, request, response);
}

async function listen(server: Server, { port, ifTaken }: ConsoleOptions): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (ifTaken === 'fail') throw error;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  return (server.address() as AddressInfo).port;
}
