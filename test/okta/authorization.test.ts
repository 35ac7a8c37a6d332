import { describe, expect, test } from '@jest/globals';

import { oktaAuthorization } from '../../lambdas/okta/authorization.ts';
import { manualClock } from '../support/manual-clock.ts';
import { cachedSecrets, fakeFetch, inOrder, noTimeout, ORG, type Reply } from '../support/okta-fake.ts';
import { givesTokens, oauthError, serviceApp } from '../support/token-endpoint.ts';

const REQUEST = { method: 'GET', url: new URL('/api/v1/logs?after=1', ORG) } as const;

function authorizationBy(secret: string, reply: Reply = inOrder()) {
  const { secrets, store, freshReads } = cachedSecrets(secret);
  const { fetch, requests } = fakeFetch(reply);
  const { now } = manualClock();
  const authorization = oktaAuthorization({ orgUrl: ORG, secrets, secretId: 'okta', fetch, now, timeout: noTimeout });
  return { authorization, store, requests, secrets, freshReads };
}

describe('with an API token', () => {
  test('a request carries it', async () => {
    const { authorization } = authorizationBy('00token');

    const headers = await authorization.authorize(REQUEST);

    expect(headers).toEqual({ authorization: 'SSWS 00token' });
  });

  test('a rotated one is used after a renewal', async () => {
    const { authorization, store } = authorizationBy('old');
    await authorization.authorize(REQUEST);
    store('new');

    const before = await authorization.authorize(REQUEST);
    await authorization.renew();
    const after = await authorization.authorize(REQUEST);

    expect([before, after]).toEqual([{ authorization: 'SSWS old' }, { authorization: 'SSWS new' }]);
  });

  test('a rotated one is used without a renewal as soon as the secrets give it', async () => {
    const { authorization, store, secrets } = authorizationBy('old');
    await authorization.authorize(REQUEST);
    store('new');
    await secrets.read('okta', { fresh: true });

    const headers = await authorization.authorize(REQUEST);

    expect(headers).toEqual({ authorization: 'SSWS new' });
  });
});

describe('a secret that cannot be used', () => {
  test('is read again, because it may have been repaired', async () => {
    const { authorization, store } = authorizationBy('{"token"');
    store('{"token":"00token"}');

    const headers = await authorization.authorize(REQUEST);

    expect(headers).toEqual({ authorization: 'SSWS 00token' });
  });

  test('fails when it is the same again', async () => {
    const { authorization } = authorizationBy('{"token"');

    await expect(authorization.authorize(REQUEST)).rejects.toMatchObject({ code: 'SECRET_INVALID' });
  });

  test('fails with the error of whoever keeps it when it cannot be read', async () => {
    const denied = new Error('AccessDeniedException');
    const { fetch } = fakeFetch(inOrder());
    const authorization = oktaAuthorization({
      orgUrl: ORG,
      secrets: { read: () => Promise.reject(denied) },
      secretId: 'okta',
      fetch,
      now: manualClock().now,
      timeout: noTimeout,
    });

    await expect(authorization.authorize(REQUEST)).rejects.toBe(denied);
  });
});

describe('with a service app', () => {
  test('a key that was rotated is used when Okta refuses the old one', async () => {
    const [old, rotated] = [serviceApp('0oaold'), serviceApp('0oanew')];
    const tokens = givesTokens();
    const { authorization, store, requests } = authorizationBy(old.secret, (request) =>
      request.body.includes('0oaold') ? oauthError(401, 'invalid_client', 'key is unknown') : tokens(request),
    );
    store(rotated.secret);

    const headers = await authorization.authorize(REQUEST);

    expect(headers).toEqual({ authorization: 'Bearer token-1' });
    expect(requests).toHaveLength(2);
  });

  test('a refusal is final when the secret is still the same', async () => {
    const { authorization, requests } = authorizationBy(serviceApp().secret, () =>
      oauthError(401, 'invalid_client', 'key is unknown'),
    );

    await expect(authorization.authorize(REQUEST)).rejects.toMatchObject({
      code: 'OKTA_UNAUTHORIZED',
      message: 'Okta (acme.okta.com) gave no access token for okta.logs.read: 401 invalid_client: key is unknown',
    });
    expect(requests).toHaveLength(2);
  });

  test('every renewal gets a new token', async () => {
    const { authorization } = authorizationBy(serviceApp().secret, givesTokens());
    await authorization.authorize(REQUEST);

    await authorization.renew();
    const second = await authorization.authorize(REQUEST);
    await authorization.renew();
    const third = await authorization.authorize(REQUEST);

    expect([second, third]).toEqual([{ authorization: 'Bearer token-2' }, { authorization: 'Bearer token-3' }]);
  });

  test('an outage is no reason to renew', async () => {
    const { authorization, requests, freshReads } = authorizationBy(
      serviceApp().secret,
      () => new Response('', { status: 503 }),
    );

    await expect(authorization.authorize(REQUEST)).rejects.toMatchObject({ code: 'OKTA_UNAVAILABLE' });
    expect([requests.length, freshReads()]).toEqual([1, 0]);
  });

  test('renewals side by side are one', async () => {
    const { authorization, requests, freshReads } = authorizationBy(serviceApp().secret, givesTokens());
    const renewed = async () => {
      await authorization.renew();
      return authorization.authorize(REQUEST);
    };

    const headers = await Promise.all([renewed(), renewed(), renewed()]);

    expect(new Set(headers.map(({ authorization: value }) => value))).toEqual(new Set(['Bearer token-1']));
    expect([requests.length, freshReads()]).toEqual([1, 1]);
  });

  test('the app can be exchanged for an API token', async () => {
    const { authorization, store } = authorizationBy(serviceApp().secret, givesTokens());
    await authorization.authorize(REQUEST);
    store('00token');

    await authorization.renew();
    const headers = await authorization.authorize(REQUEST);

    expect(headers).toEqual({ authorization: 'SSWS 00token' });
  });
});
