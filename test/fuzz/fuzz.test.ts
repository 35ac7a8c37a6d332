import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PARSERS } from './parsers.ts';
import { TARGETS } from './targets.ts';

const SEED = 20_260_301;

/** Parsers run where they stand: what a target needs once, such as a client or a key, is made before. */
describe.each(TARGETS)('$name', (target) => {
  test('holds what it promises for inputs of one seed', async () => {
    const { failure, inputs } = await target.run({ seed: SEED, inputs: 12 * target.weight });

    expect(failure).toBeUndefined();
    expect(inputs).toBe(12 * target.weight);
  });

  test.each(target.defects)('is found out when it %s', async (defect) => {
    const { failure } = await target.run({ seed: SEED, inputs: 8_000, defect, isShrunk: false });

    expect(failure?.error).toMatch(/\S/);
  });

  test('has defects to be found out by', () => {
    expect(target.defects.length).toBeGreaterThan(1);
  });
});

describe('the targets', () => {
  const covered = new Set(TARGETS.flatMap(({ covers }) => covers));

  test('cover every parser and encoder', () => {
    expect(PARSERS.filter((module) => !covered.has(module))).toEqual([]);
  });

  test('name modules that there are', () => {
    expect([...covered, ...PARSERS].filter((module) => !existsSync(module))).toEqual([]);
  });

  test('cover everything in what is deployed and administers that calls itself a parser', () => {
    const PARSER = /^export (async )?(function|const) (parse|unpack|scan|decode)[A-Z]/m;
    const modules = ['lambdas', 'lib', 'cli'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    );
    const parsers = modules.filter((path) => path.endsWith('.ts') && PARSER.test(readFileSync(path, 'utf8')));

    expect(parsers.filter((module) => !PARSERS.includes(module))).toEqual([]);
    expect(parsers.length).toBeGreaterThan(8);
  });

  test('have names of their own', () => {
    expect(new Set(TARGETS.map(({ name }) => name)).size).toBe(TARGETS.length);
  });
});
