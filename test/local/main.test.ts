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

beforeEach(async () => {
  org = await startOktaOrg({ apiToken: 'the token', now: () => LATER });
  shown = log();
  stop = new AbortController();
});

afterEach(async () => {
  await org.stop();
});

const runAgainst = (
  oktaOrgUrl: string,
  { token = 'the token', ...options }: Partial<RunOptions & { token: string }>,
) =>
  runHere(
    { oktaOrgUrl, untilDrained: false, json: false, pollIntervalSeconds: 5, ...options },
    {
      env: { OKTA_API_TOKEN: token },
      output: { write: (text) => shown.add(text.trimEnd()) },
      stopped: stop.signal,
    },
  );

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

  test('fails when the org refuses the token and the run was to be drained', async () => {
    const run = runAgainst(org.url, { token: 'another token', untilDrained: true });

    await expect(run).rejects.toMatchObject({ code: 'SECRET_INVALID' });
  }, 90_000);

  test('fails when the token is not one, without a word of it', async () => {
    const run = runAgainst(org.url, { token: 'hunter2', untilDrained: true });

    await expect(run).rejects.toMatchObject({ code: 'OKTA_UNAUTHORIZED' });
    expect(shown.all.join('\n')).toContain('read failed (OKTA_UNAUTHORIZED)');
    expect(shown.all.join('\n')).not.toContain('hunter2');
  }, 90_000);

  test('goes on while the org cannot be reached, says so, and ends when it is stopped', async () => {
    await org.stop();
    const run = runAgainst(org.url, {});

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
