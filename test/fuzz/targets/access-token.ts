import { createECDH, createPrivateKey } from 'node:crypto';
import * as fc from 'fast-check';
import { accessTokens } from '../../../lambdas/okta/access-token.ts';
import { dpopHandle } from '../../../lambdas/okta/oauth.ts';
import { ECHO, echoed, hostileText, secretText } from '../arbitraries/hostile-text.ts';
import { JSON_PIECES, jsonText } from '../arbitraries/json-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attemptAsync, claim, claimSame } from '../claims.ts';
import { fuzzTarget, type Outcome } from '../fuzz-target.ts';

interface Input {
  /** Of the token endpoint. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The token in the answer. */
  readonly secret: string;
}

const NOW = new Date('2026-03-01T00:00:00.000Z');
const CODES = ['OKTA_UNAUTHORIZED', 'OKTA_UNAVAILABLE', 'OKTA_REJECTED', 'OKTA_RATE_LIMITED', 'OKTA_PAGE_INVALID'];

const odd = fc.oneof(fc.constantFrom<unknown>(null, '', 0, -1, Number.MAX_VALUE, [], {}, '3600'), hostileText(4));
const mostly = (good: readonly unknown[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: odd });
const answer = fc
  .record(
    {
      access_token: fc.oneof({ weight: 8, arbitrary: fc.constant<unknown>(ECHO) }, { weight: 1, arbitrary: odd }),
      token_type: mostly(['Bearer', 'bearer', 'DPoP']),
      expires_in: mostly([3_600, 1, undefined]),
      scope: mostly(['okta.logs.read', undefined]),
    },
    { requiredKeys: ['access_token', 'token_type'] },
  )
  .map((value) => JSON.stringify(value));
const refusal = fc
  .tuple(mostly(['invalid_client', 'use_dpop_nonce', 'invalid_scope']), hostileText(4))
  .map(([error, description]) => JSON.stringify({ error, error_description: description }));

const mostlyJson = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('application/json', 'application/json; charset=utf-8') },
  { weight: 1, arbitrary: fc.constantFrom('text/html', '') },
);

const inputs: fc.Arbitrary<Input> = fc
  .tuple(
    fc.record({
      status: fc.constantFrom(...Array.from({ length: 20 }, () => 200), 201, 204, 302, 400, 401, 403, 404, 429, 500),
      headers: fc.record(
        {
          'content-type': mostlyJson,
          'dpop-nonce': fc.constantFrom('nonce', ''),
          'www-authenticate': fc.constantFrom('DPoP error="use_dpop_nonce"', 'Bearer error="x', 'Basic', ','),
        },
        { requiredKeys: ['content-type'] },
      ),
      body: fc.oneof(
        { weight: 5, arbitrary: answer },
        { weight: 2, arbitrary: mutatedText(answer, JSON_PIECES) },
        { weight: 2, arbitrary: refusal },
        { weight: 1, arbitrary: jsonText(['access_token', 'token_type', 'error'], 2) },
      ),
    }),
    secretText,
  )
  .map(([given, secret]) => ({ ...given, body: echoed(given.body, secret), secret }));

/** The same key in every run. */
function clientKey() {
  const d = Buffer.alloc(32, 7);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const [x = '', y = ''] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const jwk = { kty: 'EC', crv: 'P-256', x, y, d: d.toString('base64url') };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  return key.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
}

const KEY = clientKey();

type Get = (given: Input) => ReturnType<ReturnType<typeof accessTokens>>;

const getToken: Get = ({ status, headers, body }) =>
  accessTokens(
    { type: 'oauth', clientId: '0oa1', key: KEY, dpop: false },
    {
      orgUrl: new URL('https://acme.okta.com'),
      fetch: () => Promise.resolve(new Response(status === 204 ? null : body, { status, headers })),
      now: () => NOW,
      timeout: () => new AbortController().signal,
      dpop: dpopHandle(() => NOW),
    },
  )();

export const accessTokenTarget = fuzzTarget<Input, Get>({
  name: 'access-token',
  covers: ['lambdas/okta/access-token.ts'],
  weight: 1,
  inputs,
  subject: getToken,
  async check(subject, input): Promise<Outcome> {
    const result = await attemptAsync(() => subject(input), { codes: CODES, secrets: [input.secret] });
    if ('refused' in result) return 'refused';
    const { value, isDpopBound, expiresAt } = result.taken;
    claim(input.status === 200, `a token came with HTTP ${input.status}`);
    claim(/^[\x21-\x7e]+$/.test(value), `the token is ${JSON.stringify(value)}`);
    claimSame(value, Reflect.get(Object(JSON.parse(input.body)), 'access_token'), 'the token');
    claim(typeof isDpopBound === 'boolean', 'whether it is bound is not known');
    claim(!Number.isNaN(expiresAt.getTime()) && expiresAt >= NOW, `it expires ${String(expiresAt)}`);
    return 'taken';
  },
  defects: {
    'takes any answer':
      () =>
      async ({ body }) => ({
        value: String(Reflect.get(Object(JSON.parse(body)), 'access_token')),
        isDpopBound: false,
        expiresAt: NOW,
      }),
    'tells what it was answered': (real) => async (given) => {
      try {
        return await real(given);
      } catch (error) {
        throw Object.assign(new Error(given.body), { code: 'OKTA_REJECTED', cause: error });
      }
    },
    'counts the lifetime in milliseconds from the epoch': (real) => async (given) => ({
      ...(await real(given)),
      expiresAt: new Date(3_600_000),
    }),
  },
});
