import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const URL_WITH_KEY = 'http://127.0.0.1:4683/#the-key-of-this-run';

/** Notes what it was started with and what it was given to open, and who else could read that. */
const OPENER = `#!/bin/sh
echo "$@" > "$NOTES/arguments"
cat "$1" > "$NOTES/file"
ls -l "$1" | cut -c 1-10 > "$NOTES/mode"
touch "$NOTES/done"
`;

/** Lives until the opener is through, as the command lives until Ctrl-C. */
const PROGRAM = `
import { existsSync, watch } from 'node:fs';
import { openBrowser } from './bin/open-browser.ts';
const { NOTES, OPENED } = process.env;
const done = NOTES && new Promise((resolve) => {
  const watcher = watch(NOTES, () => {
    if (!existsSync(NOTES + '/done')) return;
    watcher.close();
    resolve();
  });
});
openBrowser(OPENED);
await done;
`;

let notes: string;

beforeEach(() => {
  notes = mkdtempSync(join(tmpdir(), 'notes-'));
  for (const name of ['xdg-open', 'open']) writeFileSync(join(notes, name), OPENER, { mode: 0o755 });
});

afterEach(() => {
  rmSync(notes, { recursive: true });
});

function run(env: Readonly<Record<string, string>>) {
  return spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { OPENED: URL_WITH_KEY, ...env },
    timeout: 30_000,
  });
}

const noted = (name: string): string => readFileSync(join(notes, name), 'utf8').trim();

test('an address is opened without being an argument, which every user of the machine could read', () => {
  const { status, stderr } = run({ NOTES: notes, PATH: [notes, process.env['PATH']].join(delimiter) });

  expect([status, stderr]).toEqual([0, '']);
  expect(noted('file')).toContain(`url=${URL_WITH_KEY}"`);
  expect(noted('mode')).toBe('-rw-------');
  expect(noted('arguments')).not.toContain('the-key');
  // Gone with the process that had it opened.
  expect(existsSync(noted('arguments'))).toBe(false);
});

test('where there is no browser nothing happens', () => {
  expect(run({ PATH: '/nowhere' })).toMatchObject({ status: 0, stderr: '', stdout: '' });
});
