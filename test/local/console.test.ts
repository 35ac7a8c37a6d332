import { afterEach, expect, test } from '@jest/globals';
import type { Console } from '../../console/server/start-console.ts';
import type { AdminAccess } from '../../local/admin-access.ts';
import { startLocalConsole } from '../../local/console.ts';
import { oktaShapedApi } from '../support/okta-shaped-api.ts';
import { API_TOKEN } from '../support/streams-world.ts';

const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start(access: Omit<AdminAccess, 'url' | 'headers'>) {
  const api = await oktaShapedApi();
  const page: Console = await startLocalConsole(
    { ...access, url: api.url, headers: {} },
    { port: 0, stopped: new AbortController().signal },
  );
  cleanUp.push(page.stop, api.stop);
  return { api, page };
}

test.each<[Omit<AdminAccess, 'url' | 'headers'>, RegExp]>([
  [{ auth: 'token', token: API_TOKEN }, new RegExp(`^SSWS ${API_TOKEN}$`)],
  [{ auth: 'iam' }, /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-east-1\/execute-api\//],
])('the console of a run asks its API as the run itself does: %j', async (access, authorization) => {
  const { api, page } = await start(access);
  const { origin, hash } = new URL(page.url);

  const { status } = await fetch(`${origin}/api/v1/logStreams`, { headers: { 'x-console-key': hash.slice(1) } });

  expect(status).toBe(200);
  expect(api.requests[0]?.headers.authorization).toMatch(authorization);
});

test('each run has a key of its own', async () => {
  const [first, second] = [await start({ auth: 'iam' }), await start({ auth: 'iam' })];

  expect(new URL(first.page.url).hash).toMatch(/^#[\w-]{32}$/);
  expect(new URL(first.page.url).hash).not.toBe(new URL(second.page.url).hash);
});
