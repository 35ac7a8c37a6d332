import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startLoopbackServer } from '../../local/emulators/loopback-server.ts';
import { openOrg, type Org } from '../../local/org.ts';

let stateDir: string;
let orgs: Org[];

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'org-'));
  orgs = [];
});

afterEach(async () => {
  await Promise.all(orgs.map((org) => org.stop()));
  rmSync(stateDir, { recursive: true });
});

const open = async (options: Partial<Parameters<typeof openOrg>[0]> = {}): Promise<Org> => {
  const org = await openOrg({ apiToken: 'token', ...options });
  orgs.push(org);
  return org;
};

describe('the org of a run', () => {
  test('is simulated and accepts its token', async () => {
    const org = await open({ requestsPerMinute: 7 });

    const answer = await fetch(`${org.url.origin}/api/v1/logs`, { headers: { authorization: 'SSWS token' } });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-rate-limit-limit')).toBe('7');
  });

  test('is a foreign one of which only the address is known', async () => {
    const org = await open({ foreignOrg: { url: 'https://acme.okta.com' } });

    expect(org).toMatchObject({ apiToken: 'token', simulated: undefined });
    expect(org.url.origin).toBe('https://acme.okta.com');
    expect(org.orderOf('any')).toBeUndefined();
  });

  test('comes back at its address with its events when it is kept', async () => {
    const first = await open({ stateDir });
    first.simulated?.persist(['{"uuid":"a"}']);
    await first.stop();

    const second = await open({ stateDir });

    expect(second.url.href).toBe(first.url.href);
    expect(second.orderOf('a')).toBe(0);
  });

  test('fails by name when something else has its address', async () => {
    const first = await open({ stateDir });
    await first.stop();
    const other = await startLoopbackServer(async () => undefined, Number(first.url.port));

    await expect(open({ stateDir })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: `the org kept in ${stateDir} must come back at port ${first.url.port}, which is taken: is another run using the folder?`,
    });
    await other.stop();
  });
});
