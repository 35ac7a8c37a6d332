import { beforeAll, describe, expect, test } from '@jest/globals';
import type { OktaOrg } from '../../local/emulators/okta-org.ts';
import {
  type Claims,
  assertion,
  CLIENT_ID,
  type KeyPair,
  newKeyPair,
  requestToken,
  tokenOf,
} from '../support/org-oauth-client.ts';
import { errorCodeOf, START, withOrg } from '../support/simulated-org.ts';

const LOGS = '/api/v1/logs';
const HOUR_MS = 3_600_000;
const startSeconds = Math.floor(START.getTime() / 1000);

let key: KeyPair;
let otherKey: KeyPair;
beforeAll(async () => {
  [key, otherKey] = await Promise.all([newKeyPair(), newKeyPair()]);
});

const bearerClient = () => ({ oauthClient: { clientId: CLIENT_ID, publicKey: key.publicJwk, requireDpop: false } });

describe('a token request', () => {
  test('gets a Bearer token for an hour, which reads the log until the clock of the org has passed it', async () => {
    await withOrg(async ({ org, clock, get }) => {
      const response = await requestToken(org, await assertion(org, { key, at: clock.now() }));
      const reply: Record<string, unknown> = JSON.parse(await response.text());
      const headers = { Authorization: `Bearer ${String(reply['access_token'])}` };

      expect(response.status).toBe(200);
      expect(reply).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'okta.logs.read' });
      clock.pass(HOUR_MS - 1);
      expect((await get(LOGS, headers)).status).toBe(200);
      clock.pass(1);
      expect((await get(LOGS, headers)).status).toBe(401);
    }, bearerClient());
  });

  test('is recorded without being counted in the window of the log', async () => {
    await withOrg(async ({ org, clock }) => {
      await requestToken(org, await assertion(org, { key, at: clock.now() }));

      expect(org.requests).toEqual([{ at: START, path: '/oauth2/v1/token', status: 200, remaining: 120 }]);
    }, bearerClient());
  });

  test.each<[string, Claims]>([
    ['another issuer', { iss: '0oaother' }],
    ['another subject', { sub: '0oaother' }],
    ['the org as its audience', { aud: 'http://127.0.0.1' }],
    ['an expiry that has passed', { exp: startSeconds - 1 }],
    ['an expiry more than an hour ahead', { exp: startSeconds + 3602 }],
    ['no expiry', { exp: undefined }],
  ])('is refused when its assertion has %s', async (_, claims) => {
    await withOrg(async ({ org, clock }) => {
      const response = await requestToken(org, await assertion(org, { key, at: clock.now(), claims }));

      expect([response.status, await errorCodeOf(response)]).toEqual([401, 'invalid_client']);
    }, bearerClient());
  });

  test.each<[string, (org: OktaOrg) => Promise<string>]>([
    ['is signed with another key', (org) => assertion(org, { key: otherKey, at: START })],
    ['names another key', (org) => assertion(org, { key, at: START, header: { kid: 'another' } })],
    ['is no JWT', async () => 'assertion'],
    ['is missing', async () => ''],
  ])('is refused when its assertion %s', async (_, makeAssertion) => {
    await withOrg(async ({ org }) => {
      const response = await requestToken(org, await makeAssertion(org));

      expect([response.status, await errorCodeOf(response)]).toEqual([401, 'invalid_client']);
    }, bearerClient());
  });

  test('is refused when its assertion was used before', async () => {
    await withOrg(async ({ org, clock }) => {
      const used = await assertion(org, { key, at: clock.now() });
      await requestToken(org, used);

      const again = await requestToken(org, used);

      expect(again.status).toBe(401);
      expect(await again.text()).toContain('already been used');
    }, bearerClient());
  });

  test.each([
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['no scope', { scope: '' }, 400, 'invalid_scope'],
    ['a scope besides the one for the log', { scope: 'okta.logs.read okta.users.read' }, 400, 'invalid_scope'],
    ['another kind of assertion', { client_assertion_type: 'jwt' }, 401, 'invalid_client'],
  ])('is refused with %s', async (_, form, status, error) => {
    await withOrg(async ({ org, clock }) => {
      const response = await requestToken(org, await assertion(org, { key, at: clock.now() }), { form });

      expect([response.status, await errorCodeOf(response)]).toEqual([status, error]);
    }, bearerClient());
  });

  test('is refused by an org that knows no client', async () => {
    await withOrg(async ({ org, clock }) => {
      const response = await requestToken(org, await assertion(org, { key, at: clock.now() }));

      expect([response.status, await errorCodeOf(response)]).toEqual([401, 'invalid_client']);
    });
  });

  test('is refused with another method than POST', async () => {
    await withOrg(async ({ get }) => {
      expect((await get('/oauth2/v1/token')).status).toBe(405);
    });
  });
});

test('a Bearer token is refused with the DPoP scheme', async () => {
  await withOrg(async ({ org, clock, get }) => {
    const { token } = await tokenOf(await requestToken(org, await assertion(org, { key, at: clock.now() })));

    expect((await get(LOGS, { Authorization: `DPoP ${token}` })).status).toBe(400);
  }, bearerClient());
});
