import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Summary } from '../../local/summary.ts';
import { type ChildRun, killChildren, startChild } from '../support/child-run.ts';

let folder: string;
let badFile: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'));
  badFile = join(folder, 'events.ndjson');
  writeFileSync(badFile, '{"uuid":"a"}\n\n"mallory"\n');
});

afterEach(killChildren);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Does what a printed command does, the way its programs would. */
async function runCommand(line: string): Promise<string> {
  const words = [...line.trim().matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const variables = words.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split('=') as [string, string]);
  const [program, ...args] = words.slice(variables.length);
  if (program === 'curl') return curl(args);
  if (program !== 'npx' || args[0] !== 'streams') throw new Error(`"${line}" is neither curl nor npx streams`);
  const streams = startChild(args.slice(1), Object.fromEntries(variables), 'bin/streams.ts');
  await streams.ended();
  return [...streams.stdout.all, ...streams.stderr.all].join('\n');
}

async function curl(args: readonly string[]): Promise<string> {
  const after = (flag: string) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
  const [name = '', value = ''] = after('-H')?.split(': ') ?? [];
  const url = args.find((word) => word.startsWith('http')) ?? '';
  return (await fetch(url, { method: after('-X') ?? 'GET', headers: name === '' ? {} : { [name]: value } })).text();
}

const deliveredIn = (line: string): number => Number(/ACTIVE\s+([\d,]+)/.exec(line)?.[1]?.replaceAll(',', ''));

/** Resolves when the table says that the stream has so many events. */
async function hasDelivered(run: ChildRun, stream: string, count: number): Promise<number> {
  for (;;) {
    const line = await run.stdout.next((text) => text.startsWith(`${stream} `));
    if (deliveredIn(line) >= count) return deliveredIn(line);
  }
}

describe('npm start', () => {
  test.each<[name: string, args: string[], message: string]>([
    [
      'wrong flags, all of them',
      ['--count', 'x', '--poll-interval', '7', '--colour'],
      'CONFIG_INVALID: there is no flag --colour; see --help. --count must be a whole number; got "x". --poll-interval must be a number of seconds out of 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 300; got "7"',
    ],
    [
      'missing tokens',
      ['--okta-org-url', 'https://acme.okta.com', '--splunk-hec-url', 'https://splunk.example'],
      'CONFIG_INVALID: --okta-org-url needs the variable OKTA_API_TOKEN, which is not set. --splunk-hec-url needs the variable SPLUNK_HEC_TOKEN, which is not set',
    ],
  ])(
    'refuses %s',
    async (_name, args, message) => {
      const run = startChild(args);

      expect(await run.ended()).toBe(1);
      expect(run.stderr.all).toEqual([message]);
      expect(run.stdout.all).toEqual([]);
    },
    30_000,
  );

  test('names the line of a file that is no log event, and does not quote it', async () => {
    const run = startChild(['--events', badFile]);

    expect(await run.ended()).toBe(1);
    expect(run.stderr.all).toEqual([
      `CONFIG_INVALID: ${badFile}, line 3: a log event must be a JSON object; got a string`,
    ]);
  }, 30_000);

  test('explains itself', async () => {
    const run = startChild(['--help']);

    expect(await run.ended()).toBe(0);
    expect(run.stdout.all[0]).toBe('npm start -- [flags]');
  }, 30_000);

  test('ends when everything was delivered, with its summary alone on standard output', async () => {
    const run = startChild(['--count', '300', '--poll-interval', '60', '--until-drained', '--json']);

    expect(await run.ended()).toBe(0);
    expect(run.stdout.all).toHaveLength(1);
    const { served, streams } = JSON.parse(run.stdout.all[0] ?? '') as Summary;
    expect(served).toBe(300);
    for (const stream of streams) {
      expect(stream).toMatchObject({ status: 'ACTIVE', accepted: 300, duplicates: 0, undeliverable: 0, backlog: 0 });
    }
    expect(run.stderr.all.filter((line) => /bundling|npm warn/i.test(line))).toEqual([]);
  }, 120_000);

  test('streams steadily, deactivates what fails, mends it as it says, and stops when it is asked to', async () => {
    const run = startChild(['--poll-interval', '5']);
    await run.stdout.have('Ctrl-C stops the run.');
    const commands = run.stdout.all.filter((line) => line.startsWith('    '));
    const [fail = '', mend = '', verify = '', activate = '', list = '', events = '', api = '', look = ''] = commands;
    const first = await hasDelivered(run, 'Splunk Cloud', 1);

    await runCommand(fail);
    const reason = await run.stdout.have('Splunk Cloud: deactivated after 2 attempts');
    expect(reason).toContain(
      '(TARGET_UNAVAILABLE): Splunk cannot take events now (HTTP 503, code 9: Server is busy)',
    );
    expect(run.stdout.all.filter((line) => /Splunk Cloud: attempt \d failed/.test(line))).toHaveLength(2);
    expect(JSON.parse(await runCommand(look))).toMatchObject({
      streams: expect.arrayContaining([expect.objectContaining({ name: 'Splunk Cloud', status: 'INACTIVE' })]),
    });

    expect(await runCommand(verify)).toContain('TARGET_UNAVAILABLE');
    expect(await runCommand(list)).toMatch(/Splunk Cloud.*INACTIVE/);
    expect(await runCommand(mend)).toBe('{}\n');
    expect(await runCommand(verify)).toContain('accepted');
    expect(await runCommand(activate)).toMatch(/activated/i);
    await run.stdout.have('Splunk Cloud: activated');
    await hasDelivered(run, 'Splunk Cloud', first + 1);
    expect(await runCommand(events)).toMatch(/deactivate[^]*activate/);
    expect(JSON.parse(await runCommand(api))).toHaveLength(2);
    run.kill('SIGINT');

    expect(await run.ended()).toBe(0);
    expect(run.stdout.all.slice(-2).toSorted()).toEqual([
      expect.stringMatching(/^Security events bus \(ACTIVE\): \d+ of \d+ events delivered, 0 duplicates, 0 und/),
      expect.stringMatching(/^Splunk Cloud \(ACTIVE\): \d+ of \d+ events delivered, 0 duplicates, 0 undeliverable/),
    ]);
    expect(run.stderr.all).toEqual([]);
  }, 120_000);
});
