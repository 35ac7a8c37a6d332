import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OktaOrg, startOktaOrg } from '../../local/emulators/okta-org.ts';
import { generateEvents } from '../../local/event-generator.ts';
import { runHere } from '../../local/main.ts';
import type { RunOptions } from '../../local/options.ts';
import { START } from '../support/manual-clock.ts';
import { log, type Log } from '../support/log-lines.ts';

const EVENTS = generateEvents({ seed: 3, startAt: START, intervalMs: 1 }).take(1_200).toArray();

let org: OktaOrg;
let shown: Log;
let stop: AbortController;
let onRequest: () => void;
const runs: Promise<unknown>[] = [];

beforeEach(async () => {
  onRequest = () => undefined;
  org = await startOktaOrg({ apiToken: 'theToken', onRequest: () => onRequest() });
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
    { oktaOrgUrl, adminAuth: 'token', untilDrained: false, json: false, pollIntervalSeconds: 5, ...options },
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
    // What was there before the streams were created is not theirs.
    org.persist(EVENTS.slice(0, 100));
    // Twice, because a refused token is read again and tried once more.
    org.answerNext({ kind: 'unauthorized' }, { kind: 'unauthorized' });
    onRequest = () => {
      if (org.requests.length === 1) org.persist(EVENTS.slice(100));
    };

    const { served, streams } = await runAgainst(org.url, { untilDrained: true });

    expect(served).toBeNull();
    expect(streams.map(({ accepted, backlog }) => [accepted, backlog])).toEqual([
      [1_100, 0],
      [1_100, 0],
    ]);
    expect(shown.all[1]).toBe(`Reading ${org.url} into 2 streams.`);
    expect(shown.all.at(-1)).toMatch(/: 1100 of \? events delivered, 0 duplicates, 0 undeliverable, 0 queued$/);
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
