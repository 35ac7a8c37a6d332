import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import type { OktaOrg } from '../../local/emulators/okta-org.ts';
import {
  assertion,
  type Claims,
  CLIENT_ID,
  dateFixedAt,
  type KeyPair,
  logClaims,
  newKeyPair,
  proof,
  requestToken,
  tokenOf,
} from '../support/org-oauth-client.ts';
import { errorCodeOf, logEvent, START, withOrg } from '../support/simulated-org.ts';

const LOGS = `/api/v1/logs?since=${START.toISOString()}`;
const HOUR_MS = 3_600_000;
const startSeconds = Math.floor(START.getTime() / 1000);

let key: KeyPair;
let dpopKey: KeyPair;
let otherKey: KeyPair;
beforeAll(async () => {
  [key, dpopKey, otherKey] = await Promise.all([newKeyPair(), newKeyPair(), newKeyPair()]);
});

const dpopClient = () => ({ oauthClient: { clientId: CLIENT_ID, publicKey: key.publicJwk, requireDpop: true } });

/** Asks with a proof; the nonce is the one that a first request was told. */
async function mint(org: OktaOrg, at: Date, claims: Claims = {}): Promise<Response> {
  const dpop = await proof(org, { key: dpopKey, at, claims });
  return requestToken(org, await assertion(org, { key, at }), { dpop });
}

async function mintedToken(org: OktaOrg, at: Date): Promise<string> {
  const nonce = (await mint(org, at)).headers.get('dpop-nonce');
  return (await tokenOf(await mint(org, at, { nonce }))).token;
}

describe('an independent OAuth client', () => {
  // The library reads the time itself; it is given the same moment as the org.
  beforeEach(() => void jest.useFakeTimers(dateFixedAt(START)));
  afterEach(() => void jest.useRealTimers());

  test('mints a DPoP token in two requests and reads the log with it', async () => {
    await withOrg(async ({ org }) => {
      org.persist([logEvent('a')]);
      const server = { issuer: org.url, token_endpoint: `${org.url}/oauth2/v1/token` };
      const client: oauth.Client = { client_id: CLIENT_ID };
      const DPoP = oauth.DPoP(client, dpopKey);
      const authentication = oauth.PrivateKeyJwt(
        { key: key.privateKey, kid: 'the-key' },
        { [oauth.modifyAssertion]: (_header, payload) => void (payload['aud'] = server.token_endpoint) },
      );
      const ask = async () => {
        const options = { DPoP, [oauth.allowInsecureRequests]: true };
        const scope = { scope: 'okta.logs.read' };
        const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, scope, options);
        return oauth.processClientCredentialsResponse(server, client, response);
      };

      const refusal: unknown = await ask().catch((error: unknown) => error);
      const { access_token, token_type, expires_in } = await ask();
      const url = new URL(LOGS, org.url);
      const options = { DPoP, [oauth.allowInsecureRequests]: true };
      const page = await oauth.protectedResourceRequest(access_token, 'GET', url, undefined, undefined, options);

      expect(oauth.isDPoPNonceError(refusal)).toBe(true);
      expect([token_type, expires_in]).toEqual(['dpop', 3600]);
      expect(await page.text()).toBe(`[${logEvent('a')}]`);
    }, dpopClient());
  });
});

describe('a token request with DPoP', () => {
  test('is refused once with a nonce, and accepted with it', async () => {
    await withOrg(async ({ org, clock }) => {
      const refused = await mint(org, clock.now());
      const accepted = await mint(org, clock.now(), { nonce: refused.headers.get('dpop-nonce') });

      expect([refused.status, await errorCodeOf(refused)]).toEqual([400, 'use_dpop_nonce']);
      expect([accepted.status, (await tokenOf(accepted)).type]).toEqual([200, 'DPoP']);
    }, dpopClient());
  });

  test('gets a new nonce every 24 hours, and may use one for three days', async () => {
    await withOrg(async ({ org, clock }) => {
      const nonceAfter = async (hours: number) => {
        clock.pass(hours * HOUR_MS);
        return (await mint(org, clock.now())).headers.get('dpop-nonce');
      };
      const nonce = await nonceAfter(0);

      expect(await nonceAfter(23)).toBe(nonce);
      expect(await nonceAfter(1)).not.toBe(nonce);
      clock.pass(48 * HOUR_MS - 1);
      expect((await mint(org, clock.now(), { nonce })).status).toBe(200);
      clock.pass(1);
      expect(await errorCodeOf(await mint(org, clock.now(), { nonce }))).toBe('use_dpop_nonce');
    }, dpopClient());
  });

  test('is refused without a proof', async () => {
    await withOrg(async ({ org, clock }) => {
      const response = await requestToken(org, await assertion(org, { key, at: clock.now() }));

      expect([response.status, await errorCodeOf(response)]).toEqual([400, 'invalid_dpop_proof']);
    }, dpopClient());
  });
});

type Change = (org: OktaOrg, claims: Claims) => Promise<string>;

const signed =
  (claims: Claims, header: Readonly<Record<string, unknown>> = {}): Change =>
  (org, logRead) =>
    proof(org, { key: dpopKey, at: START, claims: { ...logRead, ...claims }, header });

describe('a proof is refused when', () => {
  test.each<[string, Change]>([
    ['it is for another method', signed({ htm: 'POST' })],
    ['it is for another URL', signed({ htu: 'http://127.0.0.1/api/v1/logs' })],
    ['its URL has the query', (org, claims) => signed({ htu: `${org.url}${LOGS}` })(org, claims)],
    ['it is older than five minutes', signed({ iat: startSeconds - 301 })],
    ['it comes from the future', signed({ iat: startSeconds + 1 })],
    ['it has no time', signed({ iat: undefined })],
    ['it has no id', signed({ jti: undefined })],
    ['it is not for this token', signed({ ath: 'another' })],
    ['it has no hash of the token', signed({ ath: undefined })],
    ['it is of another type', signed({}, { typ: 'jwt' })],
    ['it has no key', signed({}, { jwk: undefined })],
    ['its key is not the one that signed', (org, claims) => signed({}, { jwk: otherKey.publicJwk })(org, claims)],
    ['it is no JWT', async () => 'proof'],
  ])('%s', async (_, change) => {
    await withOrg(async ({ org, clock, get }) => {
      const token = await mintedToken(org, clock.now());
      const changed = await change(org, logClaims(org, token));

      const response = await get(LOGS, { Authorization: `DPoP ${token}`, DPoP: changed });

      expect([response.status, await errorCodeOf(response)]).toEqual([400, 'invalid_dpop_proof']);
    }, dpopClient());
  });

  test('it was used before', async () => {
    await withOrg(async ({ org, clock, get }) => {
      const token = await mintedToken(org, clock.now());
      const once = await proof(org, { key: dpopKey, at: clock.now(), claims: logClaims(org, token) });
      const headers = { Authorization: `DPoP ${token}`, DPoP: once };

      expect((await get(LOGS, headers)).status).toBe(200);
      expect(await errorCodeOf(await get(LOGS, headers))).toBe('invalid_dpop_proof');
    }, dpopClient());
  });

  test('it is missing', async () => {
    await withOrg(async ({ org, clock, get }) => {
      const token = await mintedToken(org, clock.now());

      const response = await get(LOGS, { Authorization: `DPoP ${token}` });

      expect([response.status, await errorCodeOf(response)]).toEqual([400, 'invalid_dpop_proof']);
    }, dpopClient());
  });
});

describe('a DPoP token', () => {
  test('accepts a proof of exactly five minutes', async () => {
    await withOrg(async ({ org, clock, get }) => {
      const token = await mintedToken(org, clock.now());
      const claims = { ...logClaims(org, token), iat: startSeconds - 300 };
      const old = await proof(org, { key: dpopKey, at: clock.now(), claims });

      expect((await get(LOGS, { Authorization: `DPoP ${token}`, DPoP: old })).status).toBe(200);
    }, dpopClient());
  });

  test('is refused as Bearer', async () => {
    await withOrg(async ({ org, clock, get }) => {
      const token = await mintedToken(org, clock.now());

      const response = await get(LOGS, { Authorization: `Bearer ${token}` });

      expect([response.status, await errorCodeOf(response)]).toEqual([400, 'invalid_request']);
    }, dpopClient());
  });

  test('is refused with a proof of another key', async () => {
    await withOrg(async ({ org, clock, get }) => {
      const token = await mintedToken(org, clock.now());
      const stolen = await proof(org, { key: otherKey, at: clock.now(), claims: logClaims(org, token) });

      const response = await get(LOGS, { Authorization: `DPoP ${token}`, DPoP: stolen });

      expect([response.status, await errorCodeOf(response)]).toEqual([401, 'E0000011']);
    }, dpopClient());
  });
});
