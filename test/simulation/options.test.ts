import { availableParallelism } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { HELP, readOptions } from './options.ts';

const CORES = availableParallelism();

describe('options', () => {
  test.each([
    ['', { task: 'simulate', first: 1, seeds: 1_000, threads: CORES }],
    ['--seeds 10000', { task: 'simulate', first: 1, seeds: 10_000, threads: CORES }],
    ['--first 0 --seeds 5 --threads 2', { task: 'simulate', first: 0, seeds: 5, threads: 2 }],
    ['--mutations --seeds 5 --threads 1', { task: 'mutations', first: 1, seeds: 5, threads: 1 }],
    ['--coverage --first 7 --seeds 5', { task: 'coverage', first: 7, seeds: 5 }],
    ['--seed 17', { task: 'replay', seed: 17, keep: undefined, without: undefined }],
    ['--seed 17 --keep 3,8,21', { task: 'replay', seed: 17, keep: [3, 8, 21], without: undefined }],
    ['--seed 0 --without chain', { task: 'replay', seed: 0, keep: undefined, without: 'chain' }],
    ['--help --seed x', { task: 'help' }],
  ])('of "%s" are read', (line, options) => {
    expect(readOptions(line.split(' ').filter((word) => word !== ''))).toEqual(options);
  });

  test.each([
    ['--seeds 0', '--seeds must be a whole number from 1 on; got "0"'],
    ['--seeds many', '--seeds must be a whole number from 1 on; got "many"'],
    ['--seeds 1.5', '--seeds must be a whole number from 1 on; got "1.5"'],
    ['--first=-1', '--first must be a whole number from 0 on; got "-1"'],
    ['--threads 0', '--threads must be a whole number from 1 on; got "0"'],
    ['--seed 4294967296', '--seed must be a whole number from 0 on; got "4294967296"'],
    ['--seed 1 --keep 1,x', '--keep must be a whole number from 0 on; got "x"'],
    ['--seed 1 --keep=', '--keep must be a whole number from 0 on; got ""'],
    ['--sedes 5', "Unknown option '--sedes'"],
    ['17', 'Unexpected argument'],
  ])('"%s" are refused with a sentence', (line, sentence) => {
    expect(() => readOptions(line.split(' '))).toThrow(sentence);
  });

  test('are all told of by the help', () => {
    const named = ['seeds', 'first', 'threads', 'seed', 'keep', 'without', 'mutations', 'coverage'];

    for (const name of named) expect(HELP).toContain(`--${name}`);
  });
});
