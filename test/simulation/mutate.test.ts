import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Patch } from './mutate.ts';

const run = promisify(execFile);
const MUTATE = fileURLToPath(new URL('./mutate.ts', import.meta.url));
const POSITION = fileURLToPath(new URL('../../lambdas/core/position.ts', import.meta.url));

/** In a process of its own: within Jest there are no hooks of modules. */
async function startWith(patches: readonly Patch[]): Promise<unknown> {
  const script = `
    const [mutatePath, positionPath, patches] = process.argv.slice(-3);
    const { mutate } = await import(mutatePath);
    mutate(JSON.parse(patches));
    const { startAt, isUnique } = await import(positionPath);
    console.log(JSON.stringify({ ...startAt('the cursor'), isUnique: isUnique('an id') }));`;
  const args = ['--input-type=module', '--disable-warning=ExperimentalWarning', '--eval', script];
  const { stdout } = await run(process.execPath, [...args, MUTATE, POSITION, JSON.stringify(patches)]);
  return JSON.parse(stdout);
}

const FILE = 'core/position.ts';
const START = { cursor: 'the cursor', midPage: false, count: 0, isUnique: true };

test('without patches a module says what it says', async () => {
  expect(await startWith([])).toEqual(START);
});

test('a patched module says something else, also twice, and is on disk what it was', async () => {
  const before = readFileSync(POSITION, 'utf8');
  const patches = [
    {
      file: FILE,
      find: 'count: 0,',
      put: 'count: 5 + $&,',
    },
    { file: FILE, find: '5 + $&', put: '7' },
  ];

  expect(await startWith(patches)).toEqual({ ...START, count: 7 });
  expect(readFileSync(POSITION, 'utf8')).toBe(before);
});

test('a module that the patched one needs can be patched as well', async () => {
  const patches = [
    { file: 'core/log-event.ts', find: "HASHED_ID_PREFIX = 'sha256:'", put: "HASHED_ID_PREFIX = 'an '" },
  ];

  expect(await startWith(patches)).toEqual({ ...START, isUnique: false });
});

test('a patch of another file changes nothing', async () => {
  expect(await startWith([{ file: 'core/other-position.ts', find: 'count: 0', put: 'count: 7' }])).toEqual(START);
});

test.each([
  ['is not there', 'a safeguard that moved'],
  ['is there more than once', 'midPage'],
])('a patch that looks for what %s fails and names it', async (_what, find) => {
  const outcome = startWith([{ file: FILE, find, put: '' }]);

  await expect(outcome).rejects.toThrow(`lambdas/core/position.ts must hold "${find}" exactly once`);
});
