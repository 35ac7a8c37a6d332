import { readBody, startLoopbackServer } from '../../local/emulators/loopback-server.ts';

export interface HookRequest {
  readonly method: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** An endpoint that takes Okta's event hooks: it answers the challenge, and keeps what it is sent. */
export async function hookReceiver() {
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
      .writeHead(200, { 'content-type': 'application/json' })
      .end(method === 'GET' ? JSON.stringify({ verification: challenge }) : '');
  });
  return { url: `${server.url}/hook`, requests, stop: () => server.stop() };
}
