import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Forward, ForwardedRequest } from '../../../console/server/forward.ts';
import { type Console, startConsole } from '../../../console/server/start-console.ts';

const KEY = 'the-key-of-this-run';
const LIST = '/api/v1/logStreams';

const running: Console[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((page) => page.stop()));
});

const OK: Forward = () => Promise.resolve(new Response('[]', { headers: { 'content-type': 'application/json' } }));

async function start(
  forward: Forward = OK,
  options: { readonly apiName?: string; readonly port?: number; readonly ifTaken?: 'another' | 'fail' } = {},
): Promise<Console> {
  const page = await startConsole({ apiName: 'api', key: KEY, port: 0, ifTaken: 'fail', ...options, forward });
  running.push(page);
  return page;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** With exactly these headers, which fetch would choose itself. */
const ask = (page: Console, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(page.url);
    const request = httpRequest({ hostname, port, path, method, headers: { ...headers } }, (response) => {
      text(response).then(
        (answered) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answered }),
        reject,
      );
    });
    request.on('error', reject);
    request.end(body);
  });

/** As the page itself asks. */
const own = (page: Console): Readonly<Record<string, string>> => ({
  'x-console-key': KEY,
  'sec-fetch-site': 'same-origin',
  origin: new URL(page.url).origin,
});

const codeOf = ({ body }: Answered): unknown => (JSON.parse(body) as { readonly errorCode?: unknown }).errorCode;

describe('the page', () => {
  test.each([
    ['/', 'text/html', '<div id="console"'],
    ['/page.js', 'text/javascript', 'x-console-key'],
    ['/style.css', 'text/css', '--accent'],
    ['/icon.svg', 'image/svg+xml', '<svg'],
  ])('has %s as %s, for which no key is needed', async (path, type, part) => {
    const { status, headers, body } = await ask(await start(), path);

    expect([status, headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
    expect(body).toContain(part);
  });

  test('names no address elsewhere, but namespaces', async () => {
    const page = await start();
    const texts = await Promise.all(['/', '/page.js', '/style.css', '/icon.svg'].map((path) => ask(page, path)));

    const addresses = texts.flatMap(({ body }) => body.match(/\b(?:https?:)?\/\/[\w.-]+\.[\w./-]*/g) ?? []);

    expect([...new Set(addresses)].filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
  });

  test('holds neither the key nor a script of its own in its markup', async () => {
    const { body } = await ask(await start(), '/');

    expect(body).not.toContain(KEY);
    expect(body.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual(['<script type="module" src="/page.js"></script>']);
  });

  test('shows the name of the API as text', async () => {
    const { body } = await ask(await start(OK, { apiName: `"><img src=x onerror='$&'>` }), '/');

    expect(body).toContain('data-api="&quot;&gt;&lt;img src=x onerror=&#39;$&amp;&#39;&gt;"');
  });

  test('has its key behind the # of its address, where it is sent to nobody', async () => {
    const { hash, hostname, pathname, search } = new URL((await start()).url);

    expect({ hash, hostname, pathname, search }).toEqual({
      hash: `#${KEY}`,
      hostname: '127.0.0.1',
      pathname: '/',
      search: '',
    });
  });
});

test.each(['/', '/page.js', '/nothing', LIST])('every answer is guarded: %s', async (path) => {
  const { headers } = await ask(await start(), path);

  expect(headers).toMatchObject({
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
      "form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control') || name === 'set-cookie')).toEqual(
    [],
  );
});

describe('a request to the API is forwarded', () => {
  test('with its method, target and body, when it is of the page itself', async () => {
    const forwarded: Omit<ForwardedRequest, 'signal'>[] = [];
    const page = await start(({ signal: _signal, ...request }) => {
      forwarded.push(request);
      return OK({ ...request, signal: new AbortController().signal });
    });

    await ask(page, `${LIST}?limit=200&filter=status%20eq%20%22ACTIVE%22`, { headers: own(page) });
    await ask(page, LIST, { method: 'POST', headers: own(page), body: '{"name":"é"}' });

    expect(forwarded).toEqual([
      { method: 'GET', target: `${LIST}?limit=200&filter=status%20eq%20%22ACTIVE%22` },
      { method: 'POST', target: LIST, body: '{"name":"é"}' },
    ]);
  });

  test.each<[string, (page: Console) => Asked, string]>([
    ['without the key', (page) => ({ headers: { ...own(page), 'x-console-key': '' } }), 'CONSOLE_KEY_REFUSED'],
    [
      'with another key',
      (page) => ({ headers: { ...own(page), 'x-console-key': `${KEY}x` } }),
      'CONSOLE_KEY_REFUSED',
    ],
    [
      'from another page',
      (page) => ({ headers: { ...own(page), origin: 'https://evil.example' } }),
      'CONSOLE_ORIGIN_REFUSED',
    ],
    [
      'from another port',
      (page) => ({ headers: { ...own(page), origin: 'http://127.0.0.1:1' } }),
      'CONSOLE_ORIGIN_REFUSED',
    ],
    ['from a sandboxed page', (page) => ({ headers: { ...own(page), origin: 'null' } }), 'CONSOLE_ORIGIN_REFUSED'],
    [
      'from another site, by a browser that does not say which',
      () => ({ headers: { 'x-console-key': KEY, 'sec-fetch-site': 'cross-site' } }),
      'CONSOLE_ORIGIN_REFUSED',
    ],
    [
      'to change something, from nowhere',
      () => ({ method: 'POST', headers: { 'x-console-key': KEY }, body: '{}' }),
      'CONSOLE_ORIGIN_REFUSED',
    ],
    [
      'under a name of somebody else',
      (page) => ({ headers: { ...own(page), host: 'evil.example' } }),
      'CONSOLE_HOST_REFUSED',
    ],
    [
      'with a method that there is none of',
      (page) => ({ method: 'PATCH', headers: own(page) }),
      'CONSOLE_METHOD_REFUSED',
    ],
    [
      'with a body that the API would not take',
      (page) => ({ method: 'POST', headers: own(page), body: 'x'.repeat(100_001) }),
      'CONSOLE_BODY_TOO_LARGE',
    ],
  ])('never %s', async (_name, asked, code) => {
    let isForwarded = false;
    const page = await start((request) => {
      isForwarded = true;
      return OK(request);
    });

    const answered = await ask(page, LIST, asked(page));

    expect(codeOf(answered)).toBe(code);
    expect(answered.status).toBeGreaterThanOrEqual(400);
    expect(isForwarded).toBe(false);
  });

  test.each(['/api/v1/../v2/x', '/api/v1/%2e%2e/%2e%2e/x', '/api/v2/logStreams', '/api/', '/other'])(
    'never to %s',
    async (path) => {
      let isForwarded = false;
      const page = await start((request) => {
        isForwarded = true;
        return OK(request);
      });

      const { status } = await ask(page, path, { headers: own(page) });

      expect([status, isForwarded]).toEqual([404, false]);
    },
  );

  test('and given up when the page no longer waits', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const page = await start(({ signal }) => {
      begun.resolve(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('given up')));
      });
    });
    const asked = ask(page, LIST, { headers: own(page) });
    asked.catch(() => undefined);
    const signal = await begun.promise;
    const givenUp = new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });

    await page.stop();
    running.splice(0);

    await givenUp;
    await expect(asked).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('the answer of the API', () => {
  test('arrives with its status and with no header but those that the page reads', async () => {
    const headers = {
      'content-type': 'application/json',
      link: '<https://api/api/v1/logs?after=1>; rel="next"',
      'set-cookie': 'session=1',
      'x-okta-request-id': 'request-1',
      'x-amzn-trace': 'a',
    };
    const page = await start(() =>
      Promise.resolve(new Response('{"errorCode":"E0000007"}', { status: 404, headers })),
    );

    const answered = await ask(page, LIST, { headers: own(page) });

    expect([answered.status, answered.body]).toEqual([404, '{"errorCode":"E0000007"}']);
    expect(answered.headers).toMatchObject({ link: headers.link, 'x-okta-request-id': 'request-1' });
    expect(answered.headers).not.toHaveProperty('set-cookie');
    expect(answered.headers).not.toHaveProperty('x-amzn-trace');
  });

  test('is no redirect, wherever it leads', async () => {
    const page = await start(() =>
      Promise.resolve(new Response(null, { status: 302, headers: { location: 'https://evil.example' } })),
    );

    const answered = await ask(page, LIST, { headers: own(page) });

    expect([answered.status, codeOf(answered)]).toEqual([502, 'API_ANSWER_INVALID']);
  });

  test('is a refusal with the code of what failed on the way', async () => {
    const failure = Object.assign(new Error('the API cannot be reached'), { code: 'API_UNREACHABLE' });
    const page = await start(() => Promise.reject(failure));

    const answered = await ask(page, LIST, { headers: own(page) });

    expect(answered.status).toBe(502);
    expect(JSON.parse(answered.body)).toEqual({
      errorCode: 'API_UNREACHABLE',
      errorSummary: 'the API cannot be reached',
      errorLink: 'API_UNREACHABLE',
      errorId: '',
      errorCauses: [],
    });
  });
});

describe('a port that is taken', () => {
  test('is replaced by a free one', async () => {
    const taken = Number(new URL((await start()).url).port);

    const { url } = await start(OK, { port: taken, ifTaken: 'another' });

    expect(Number(new URL(url).port)).not.toBe(taken);
  });

  test('is a failure where it was asked for', async () => {
    const taken = Number(new URL((await start()).url).port);

    await expect(start(OK, { port: taken, ifTaken: 'fail' })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
