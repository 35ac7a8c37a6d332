import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OktaOrg, startOktaOrg } from '../../local/emulators/okta-org.ts';
import { generateEvents } from '../../local/event-generator.ts';
import { runHere } from '../../local/main.ts';
import type { RunOptions } from '../../local/options.ts';
import { log, type Log } from '../support/log-lines.ts';

/** Later than any run: what is persisted then is new to its streams. */
const LATER = new Date('2100-01-01T00:00:00Z');
const EVENTS = generateEvents({ seed: 3, startAt: LATER, intervalMs: 1 }).take(1_200).toArray();

let org: OktaOrg;
let shown: Log;
let stop: AbortController;
const runs: Promise<unknown>[] = [];

beforeEach(async () => {
  org = await startOktaOrg({ apiToken: 'theToken', now: () => LATER });
  shown = log();
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await Promise.allSettled(runs.splice(0));
  await org.stop();
});

function runAgainst(oktaOrgUrl: string, { token = 'theToken', ...options }: Partial<RunOptions & { token: string }>) {
  const run = runHere(
    { oktaOrgUrl, untilDrained: false, json: false, pollIntervalSeconds: 5, ...options },
    {
      env: { OKTA_API_TOKEN: token },
      output: { write: (text) => shown.add(text.trimEnd()) },
      stopped: stop.signal,
    },
  );
  runs.push(run);
  return run;
}

describe('a run against a foreign org', () => {
  test('ends when every page is read and delivered, with --until-drained', async () => {
    org.persist(EVENTS);

    const { served, streams } = await runAgainst(org.url, { untilDrained: true });

    expect(served).toBeNull();
    expect(streams.map(({ accepted, backlog }) => [accepted, backlog])).toEqual([
      [EVENTS.length, 0],
      [EVENTS.length, 0],
    ]);
    expect(shown.all[1]).toBe(`Reading ${org.url} into 2 streams. Try, in another terminal:`);
    expect(shown.all.at(-1)).toMatch(/: 1200 of \? events delivered, 0 duplicates, 0 undeliverable, 0 queued$/);
  }, 90_000);

  test.each([
    ['the org refuses', 'anotherToken', 'OKTA_UNAUTHORIZED'],
    ['is none', 'no token at all', 'SECRET_INVALID'],
  ])(
    'fails with a token that %s, as it cannot be drained then, and keeps the token to itself',
    async (_name, token, code) => {
      const run = runAgainst(org.url, { token, untilDrained: true });

      await expect(run).rejects.toMatchObject({ code });
      expect(shown.all.join('\n')).toContain(`read failed (${code})`);
      expect(shown.all.join('\n')).not.toContain(token);
    },
    90_000,
  );

  test('goes on while the org cannot be reached, says so, and ends when it is stopped', async () => {
    const nowhere = org.url;
    await org.stop();
    const run = runAgainst(nowhere, {});

    const note = await shown.have('read failed (OKTA_UNAVAILABLE)');
    stop.abort();

    const { streams } = await run;
    expect(note).toContain('Splunk Cloud');
    expect(streams.map(({ status, accepted }) => [status, accepted])).toEqual([
      ['ACTIVE', 0],
      ['ACTIVE', 0],
    ]);
    org = await startOktaOrg();
  }, 90_000);
});
