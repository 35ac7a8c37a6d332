import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type SplunkHec, startSplunkHec } from '../../local/emulators/splunk-hec.ts';
import type { Summary } from '../../local/summary.ts';
import { killChildren, startChild } from '../support/child-run.ts';

const TOKEN = '11111111-2222-3333-4444-555555555555';
const EVENTS = 3_000;

let stateDir: string;
let hec: SplunkHec;
let onRequest: () => void;
/** Ids in the order in which Splunk first had them. */
let indexed: Set<string>;

beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'state-'));
  indexed = new Set();
  onRequest = () => undefined;
  hec = await startSplunkHec({
    onAccept: (_token, { id }) => void indexed.add(id),
    onRequest: () => onRequest(),
  });
  hec.addToken(TOKEN);
});

afterEach(async () => {
  killChildren();
  await hec.stop();
  rmSync(stateDir, { recursive: true });
});

const start = (count: number) =>
  startChild(
    ['--count', String(count), '--state', stateDir, '--splunk-hec-url', hec.url, '--until-drained', '--json'],
    // What the killed process cannot clear up any more is cleared up with the state.
    { SPLUNK_HEC_TOKEN: TOKEN, TMPDIR: stateDir },
  );

/** Ids of the events of the simulated org, in the order of its System Log. */
const persistedIds = (): string[] =>
  readFileSync(join(stateDir, 'org.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"persisted"'))
    .map((line) => JSON.parse(line) as { readonly text: string })
    .map(({ text }) => (JSON.parse(text) as { readonly uuid: string }).uuid);

describe('a process that is killed in the middle of a delivery', () => {
  test('has lost nothing when it is started again', async () => {
    const killed = start(EVENTS);
    // Splunk has the events then, and nobody hears of it.
    onRequest = () => {
      if (hec.requests.length === 2) killed.kill('SIGKILL');
    };
    expect(await killed.ended()).toBe('SIGKILL');
    const before = indexed.size;

    const again = start(0);
    expect(await again.ended()).toBe(0);

    const { served, streams } = JSON.parse(again.stdout.all.at(-1) ?? '') as Summary;
    const bus = streams.find(({ type }) => type === 'aws_eventbridge');
    const splunk = streams.find(({ type }) => type === 'splunk_cloud_logstreaming');
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(EVENTS);
    expect(served).toBe(EVENTS);
    expect([...indexed]).toEqual(persistedIds());
    expect(splunk).toMatchObject({ status: 'ACTIVE', backlog: 0, undeliverable: 0 });
    expect(bus).toMatchObject({ status: 'ACTIVE', accepted: EVENTS, backlog: 0, undeliverable: 0 });
    // At most the slice whose answer was lost.
    const sent = hec.requests.reduce((total, { objects }) => total + objects, 0);
    expect(sent - EVENTS).toBeLessThanOrEqual(1_000);
  }, 180_000);
});
