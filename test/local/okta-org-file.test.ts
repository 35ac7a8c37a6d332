import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { logEvent, START, withOrg } from '../support/simulated-org.ts';

const LOGS = `/api/v1/logs?since=${START.toISOString()}`;

describe('an org with a file', () => {
  test('goes on where it stopped: order, persistence times and cursors', async () => {
    await withFile(async (file) => {
      let cursor = '';
      await withOrg(
        async ({ org, clock, logs }) => {
          org.persist([logEvent('before')]);
          clock.pass(1);
          org.persist(['{ "uuid": "a",\n "n": 1.50 }']);
          cursor = new URL((await logs(LOGS)).next ?? '').search;
        },
        { file },
      );

      await withOrg(
        async ({ org, logs }) => {
          org.persist([logEvent('b')]);

          expect((await logs(`/api/v1/logs?since=2026-03-04T10:20:30.401Z`)).text).toBe(
            `[{ "uuid": "a",\n "n": 1.50 },${logEvent('b')}]`,
          );
          expect((await logs(`/api/v1/logs${cursor}`)).uuids).toEqual(['b']);
          expect(org.orderOf('b')).toBe(2);
        },
        { file },
      );
    });
  });

  test('refuses after a restart the cursors that had expired before it', async () => {
    await withFile(async (file) => {
      let cursor = '';
      await withOrg(
        async ({ org, logs }) => {
          cursor = new URL((await logs(LOGS)).next ?? '').search;
          org.expireCursors();
        },
        { file },
      );

      await withOrg(async ({ logs }) => expect((await logs(`/api/v1/logs${cursor}`)).status).toBe(400), { file });
    });
  });

  test('drops a last line that a crash cut short, and writes on behind the whole ones', async () => {
    await withFile(async (file) => {
      await withOrg(async ({ org }) => org.persist([logEvent('a')]), { file });
      appendFileSync(file, '{"kind":"persisted","atMs":17');

      await withOrg(async ({ org }) => org.persist([logEvent('b')]), { file });

      await withOrg(async ({ org }) => expect([org.orderOf('a'), org.orderOf('b')]).toEqual([0, 1]), { file });
      expect(readFileSync(file, 'utf8')).not.toContain('"atMs":17{');
    });
  });
});

test('an org without a file refuses the cursors of the one before it', async () => {
  let cursor = '';
  await withOrg(async ({ logs }) => {
    cursor = new URL((await logs(LOGS)).next ?? '').search;
  });

  await withOrg(async ({ logs }) => expect((await logs(`/api/v1/logs${cursor}`)).status).toBe(400));
});

async function withFile(use: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'org-'));
  try {
    await use(join(folder, 'org.ndjson'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
