import { readBody, startLoopbackServer } from '../../local/emulators/loopback-server.ts';

export interface HookRequest {
  readonly method: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** An endpoint that takes Okta's event hooks: it answers the challenge, and keeps what it is sent; or refuses that. */
export async function hookReceiver({ answersEvents = 200 }: { readonly answersEvents?: number } = {}) {
  const requests: HookRequest[] = [];
  const server = await startLoopbackServer(async (request, response) => {
    const text = (await readBody(request)).toString();
    const { method, headers } = request;
    requests.push({
      method,
      authorization: headers.authorization,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    });
    const challenge = headers['x-okta-verification-challenge'];
    response
      .writeHead(method === 'GET' ? 200 : answersEvents, { 'content-type': 'application/json' })
      .end(method === 'GET' ? JSON.stringify({ verification: challenge }) : '');
  });
  return { url: `${server.url}/hook`, requests, stop: () => server.stop() };
}
