import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { inspect } from 'node:util';

import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { describeError, LogStreamingError } from '../../lambdas/core/errors.ts';
import { oktaAuthorization } from '../../lambdas/okta/authorization.ts';
import { parseCredentials } from '../../lambdas/okta/credentials.ts';
import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import { manualClock } from '../support/manual-clock.ts';
import {
  cachedSecrets,
  cursorOf,
  fakeFetch,
  noTimeout,
  ORG,
  pageOf,
  type Reply,
  type SentRequest,
} from '../support/okta-fake.ts';

const API_TOKEN = '00MarkedApiTokenMarkedApiTokenMarkedApiT';
const ACCESS_TOKEN = 'eyMarkedAccessToken.MarkedAccessToken.Marked';
const CURSOR = cursorOf(`${ORG.origin}/api/v1/logs?after=1&limit=1000`);

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const jwk: JsonWebKey = key.export({ format: 'jwk' });
const pem = key.export({ format: 'pem', type: 'pkcs8' }).toString();
const pemBody = pem.replaceAll(/-----.*-----|\n/g, '');

/** Everything a log, a reply or a debugger could show of an error. */
const shownOf = (error: unknown): string =>
  [describeError(error), String(error), inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error)].join(
    '\n',
  );

/** What a request proves itself with. */
const proofsIn = ({ headers, body }: SentRequest): string[] =>
  [
    headers.get('authorization')?.split(' ')[1],
    headers.get('dpop'),
    new URLSearchParams(body).get('client_assertion'),
  ].filter((value): value is string => typeof value === 'string' && value !== '');

/** Ways to answer, or not to answer, with the whole request in whatever is said. */
const echoes: ((status: number, echo: string) => Response)[] = [
  (status, echo) => new Response(echo, { status }),
  (status, echo) => new Response(`<html>${echo}`, { status, headers: { 'content-type': `text/html; x=${echo}` } }),
  (status, echo) => Response.json({ errorCode: echo, errorSummary: echo }, { status }),
  (status, echo) => Response.json({ error: echo, error_description: echo }, { status }),
  (status, echo) => Response.json({ access_token: echo, token_type: echo }, { status }),
  (status, echo) =>
    new Response('', {
      status,
      headers: { 'www-authenticate': `DPoP error="${echo}", error_description="${echo}"` },
    }),
  (status, echo) => new Response('[]', { status, headers: { link: `<${echo}>; rel="${echo}"` } }),
  (status, echo) =>
    new Response('', { status, statusText: echo, headers: { location: `https://elsewhere.example/${echo}` } }),
  (_, echo) => {
    throw Object.assign(new TypeError(`invalid header value "${echo}"`), { input: echo });
  },
];

const secrets = fc.constantFrom(
  API_TOKEN,
  JSON.stringify({ clientId: 'app', privateKey: jwk }),
  JSON.stringify({ clientId: 'app', privateKey: pem, dpop: false }),
);

test('no error shows a credential, whatever Okta answers, though it echo the whole request', async () => {
  const answer = fc.record({
    status: fc.constantFrom(200, 302, 400, 401, 403, 404, 410, 429, 500, 503),
    echo: fc.constantFrom(...echoes),
    /** Which requests get it; the others succeed. */
    at: fc.constantFrom('/oauth2/v1/token', '/api/v1/logs'),
    partOf: fc.constantFrom<(request: SentRequest) => string>(
      ({ headers }) => [...headers].flat().join(' '),
      ({ headers }) => headers.get('authorization') ?? '',
      (request) => proofsIn(request).join(' '),
      ({ body }) => body,
    ),
    padding: fc.constantFrom('', 'x'.repeat(60), 'x'.repeat(150)),
  });

  await fc.assert(
    fc.asyncProperty(secrets, answer, async (secret, { status, echo, at, padding, partOf }) => {
      const reply: Reply = (request) => {
        const said = padding + partOf(request);
        if (request.url.pathname === at) return echo(status, said.replaceAll('"', "'"));
        const tokenType = request.headers.has('dpop') ? 'DPoP' : 'Bearer';
        return at === '/api/v1/logs'
          ? Response.json({ access_token: ACCESS_TOKEN, token_type: tokenType })
          : pageOf('[]');
      };
      const { fetch, requests } = fakeFetch(reply);
      const world = { orgUrl: ORG, fetch, now: manualClock().now, timeout: noTimeout };
      const authorization = oktaAuthorization({ ...world, secrets: cachedSecrets(secret).secrets, secretId: 'okta' });
      const client = systemLogClient({ ...world, authorization, rateLimitShare: 1 });

      const error: unknown = await client.fetchPage(CURSOR).then(
        () => undefined,
        (reason: unknown) => reason,
      );

      fc.pre(error !== undefined);
      expect(error).toBeInstanceOf(LogStreamingError);
      const shown = shownOf(error);
      for (const proof of [API_TOKEN, ACCESS_TOKEN, jwk.d ?? '', pemBody, ...requests.flatMap(proofsIn)]) {
        expect(shown).not.toContain(proof);
      }
    }),
    { numRuns: 300 },
  );
});

const failureOf = (text: string): unknown => {
  try {
    return parseCredentials(text).type;
  } catch (error) {
    return error;
  }
};

test('no error about a secret shows any part of it', () => {
  const whole = fc.constantFrom(
    API_TOKEN,
    JSON.stringify({ token: API_TOKEN }),
    JSON.stringify({ clientId: API_TOKEN, privateKey: jwk, keyId: API_TOKEN }),
    JSON.stringify({ clientId: API_TOKEN, privateKey: JSON.stringify(jwk) }),
    JSON.stringify({ clientId: API_TOKEN, privateKey: pem, dpop: API_TOKEN }),
    JSON.stringify({ clientId: API_TOKEN, privateKey: { ...jwk, crv: API_TOKEN } }),
    JSON.stringify({ clientId: API_TOKEN, privateKey: { ...jwk, d: API_TOKEN } }),
    JSON.stringify({ [API_TOKEN]: API_TOKEN }),
  );
  const broken = fc
    .tuple(whole, fc.nat(), fc.nat(2), fc.constantFrom('', '"', '\n', ' ', '{', '}', '€'))
    .map(([text, at, removed, added]) => {
      const position = at % (text.length + 1);
      return text.slice(0, position) + added + text.slice(position + removed);
    });

  fc.assert(
    fc.property(broken, (text) => {
      const shown = shownOf(failureOf(text));

      // Half of a mark is already too much.
      for (const mark of [API_TOKEN, jwk.d ?? '', jwk.x ?? '', pemBody]) {
        expect(shown).not.toContain(mark.slice(0, 12));
        expect(shown).not.toContain(mark.slice(-12));
      }
    }),
    { numRuns: 500 },
  );
});
