import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, START } from '../support/manual-clock.ts';

const SETUP = fileURLToPath(new URL('../../bin/setup.mjs', import.meta.url));

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'project-'));
  for (const folder of ['bin', 'node_modules', 'path']) mkdirSync(join(project, folder));
  copyFileSync(SETUP, join(project, 'bin', 'setup.mjs'));
  touch('package-lock.json', START);
});

afterEach(() => {
  rmSync(project, { recursive: true });
});

function touch(file: string, at: Date): void {
  writeFileSync(join(project, file), '{}');
  utimesSync(join(project, file), at, at);
}

/** A program of the search path, as shell lines. */
function program(name: string, ...lines: readonly string[]): void {
  const file = join(project, 'path', name);
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
}

function setUp({ node = 'v24.1.0', npmExit = 0 }: { readonly node?: string; readonly npmExit?: number } = {}) {
  program('node', `echo ${node}`);
  program('npm', `echo "$@" > "${join(project, 'npm-arguments')}"`, 'echo added 340 packages', `exit ${npmExit}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'bin', 'setup.mjs')], {
    encoding: 'utf8',
    env: { PATH: join(project, 'path') },
  });
  return { status, stdout, stderr };
}

const npmArguments = (): string | undefined => {
  try {
    return readFileSync(join(project, 'npm-arguments'), 'utf8').trim();
  } catch {
    return undefined;
  }
};

describe('the setup before a script', () => {
  test('does and says nothing when everything is installed', () => {
    touch('node_modules/.package-lock.json', START);

    expect(setUp()).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(npmArguments()).toBeUndefined();
  });

  test.each([
    ['nothing is', undefined],
    ['something older than the lock file is', new Date(START.getTime() - HOUR)],
  ])('installs what the lock file says when %s installed, and keeps standard output clean', (_name, installed) => {
    if (installed) touch('node_modules/.package-lock.json', installed);

    const { status, stdout, stderr } = setUp();

    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^Installing dependencies .*\nadded 340 packages\n$/);
    expect(npmArguments()).toBe('ci --no-audit --no-fund --loglevel=error');
  });

  test('fails when the installation does', () => {
    const { status, stderr } = setUp({ npmExit: 7 });

    expect(status).toBe(1);
    expect(stderr).toContain('npm ci failed (exit 7)');
  });

  test('fails on a Node that is too old, and names both', () => {
    touch('node_modules/.package-lock.json', START);

    const { status, stderr } = setUp({ node: 'v22.9.0' });

    expect(status).toBe(1);
    expect(stderr).toContain('runs on Node 24');
    expect(stderr).toContain("the system's is v22.9.0");
  });

  test('takes a newer Node', () => {
    touch('node_modules/.package-lock.json', START);

    expect(setUp({ node: 'v26.0.0' }).status).toBe(0);
  });
});
