import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { attempt, claimSame } from './claims.ts';
import { renderReport, rowsOf } from './fuzz-report.ts';
import { fuzzTarget } from './fuzz-target.ts';
import { parseFuzzOptions } from './options.ts';
import { planOf } from './plan.ts';
import { prototypeWatch } from './prototype-watch.ts';

/** Takes numbers up to a thousand. */
const small = fuzzTarget<number, number>({
  name: 'small',
  covers: [],
  inputs: fc.nat(10_000),
  subject: 10_000,
  check(limit, input) {
    if (input > limit) throw new Error(`${input} is too much`);
    return input % 2 === 0 ? 'taken' : 'refused';
  },
  defects: { 'takes less': () => 1_000 },
});

const fuzz = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, ['test/fuzz/main.ts', ...args]).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );

describe('a target', () => {
  test('counts its inputs and those refused', async () => {
    const { inputs, refused, failure } = await small.run({ seed: 1, inputs: 500 });

    expect({ inputs, failure }).toEqual({ inputs: 500, failure: undefined });
    expect(refused).toBeGreaterThan(100);
    expect(refused).toBeLessThan(400);
  });

  test('names the smallest input that fails, and where it is', async () => {
    const { failure } = await small.run({ seed: 1, inputs: 500, defect: 'takes less' });

    expect(failure).toMatchObject({ seed: 1, input: '1001', error: expect.stringContaining('1001 is too much') });
  });

  test('runs that one input again, and no other', async () => {
    const { failure } = await small.run({ seed: 1, inputs: 500, defect: 'takes less' });

    const again = await small.run({ seed: 1, inputs: 500, defect: 'takes less', path: failure?.path });
    const mended = await small.run({ seed: 1, inputs: 500, path: failure?.path });

    expect(again).toMatchObject({ inputs: 1, failure: { input: '1001' } });
    expect(mended).toMatchObject({ inputs: 1 });
    expect(mended.failure).toBeUndefined();
  });

  test('runs an input by its number, as a worker that died names it', async () => {
    expect(await small.run({ seed: 1, inputs: 500, path: '3' })).toMatchObject({ inputs: 1 });
  });

  test('fails when an input changes what all objects inherit', async () => {
    const polluted = fuzzTarget<string, undefined>({
      name: 'polluted',
      covers: [],
      inputs: fc.constant('isAdmin'),
      subject: undefined,
      check(_subject, key) {
        Object.assign(Object.prototype, { [key]: true });
        return 'taken';
      },
      defects: {},
    });

    const { failure } = await polluted.run({ seed: 1, inputs: 3 });

    expect(failure?.error).toContain('a prototype was changed by an input: isAdmin was added');
    expect('isAdmin' in {}).toBe(false);
  });

  test('has only the defects that it has', async () => {
    await expect(small.run({ seed: 1, inputs: 1, defect: 'constructor' })).rejects.toThrow('it has takes less');
  });
});

test('a prototype whose member is replaced is put back', () => {
  const prototype = { greet: () => 'hello' };
  const watch = prototypeWatch([prototype]);
  prototype.greet = () => 'goodbye';

  expect(() => watch.verify()).toThrow('greet is another');
  expect(prototype.greet()).toBe('hello');
});

describe('a claim', () => {
  test.each<[string, unknown, unknown]>([
    ['another byte', Buffer.from('a'), Buffer.from('b')],
    ['another order', [1, 2], [2, 1]],
    ['a member less', { a: 1 }, { a: 1, b: undefined }],
    ['a member of another name', { a: 1 }, JSON.parse('{"__proto__":1}')],
    ['a list for an object', [], {}],
    ['minus zero', 0, -0],
  ])('that two values are the same fails for %s', (_what, a, b) => {
    expect(() => claimSame(a, b, 'it')).toThrow('it must be');
  });

  test('that a parser refuses with its own codes fails for another, and for a secret that it tells', () => {
    const fail = (code: string, message: string) => () => {
      throw Object.assign(new Error(message), { code });
    };

    expect(attempt(fail('MINE', 'no'), { codes: ['MINE'] })).toMatchObject({ refused: { code: 'MINE' } });
    expect(() => attempt(fail('ERR_OTHER', 'no'), { codes: ['MINE'] })).toThrow('only MINE may be thrown');
    expect(() => attempt(fail('MINE', 'it is Secret-1'), { codes: ['MINE'], secrets: ['secret-1'] })).toThrow(
      'tells',
    );
  });
});

describe('a plan', () => {
  const targets = [
    { name: 'a', weight: 10 },
    { name: 'b', weight: 1 },
    { name: 'c', weight: 3 },
  ];
  const inputsOf = (name: string, tasks: ReturnType<typeof planOf>) =>
    tasks.filter(({ target }) => target === name).reduce((sum, { inputs }) => sum + inputs, 0);

  test.each([1, 13, 14_000, 1_000_003])('divides %d inputs without losing one', (inputs) => {
    const tasks = planOf(targets, inputs, 7);

    expect(tasks.reduce((sum, task) => sum + task.inputs, 0)).toBe(inputs);
  });

  test('gives each target its part', () => {
    const tasks = planOf(targets, 14_000, 7);

    expect(targets.map(({ name }) => inputsOf(name, tasks))).toEqual([10_000, 1_000, 3_000]);
  });

  test('is the same for the same seed, with other inputs in every batch', () => {
    const tasks = planOf(targets, 14_000, 7);

    expect(planOf(targets, 14_000, 7)).toEqual(tasks);
    expect(new Set([...tasks, ...planOf(targets, 14_000, 8)].map(({ seed }) => seed)).size).toBe(2 * tasks.length);
  });
});

describe('a report', () => {
  const failure = { seed: -5, path: '3:1', input: '"x"', error: 'Violation: no\n    at somewhere' };
  const task = { target: 'a', seed: -5, inputs: 10 };
  const render = (result: Parameters<typeof rowsOf>[1][number]['result'], defect?: string) =>
    renderReport(rowsOf([{ name: 'a' }], [{ task: { ...task, defect }, result }]), { seed: 7, seconds: 2 });

  test('is a table of inputs, refusals and failures', () => {
    expect(render({ inputs: 1_234, refused: 56 }).split('\n').slice(0, 5)).toEqual([
      'target      inputs     refused    failures',
      'a            1,234          56           0',
      'all          1,234          56           0',
      '',
      '1,234 inputs with seed 7 in 2 s',
    ]);
  });

  test('gives the input that fails and the command to see it again', () => {
    const report = render({ inputs: 4, refused: 0, failure });

    expect(report).toContain('The smallest input found: "x"');
    expect(report).toContain('See it again: npm run fuzz -- --target a --seed=-5 --path 3:1');
  });

  test('names the planted defect in that command', () => {
    expect(render({ inputs: 4, refused: 0, failure }, "it's bad")).toContain(`--defect 'it'\\''s bad'`);
  });
});

describe('options', () => {
  const now = () => new Date(42);

  test('are read', () => {
    expect(parseFuzzOptions(['--inputs', '5', '--seed=-3', '--target', 'page', '--path', '1:0'], now)).toEqual({
      inputs: 5,
      seed: -3,
      target: 'page',
      path: '1:0',
    });
    expect(parseFuzzOptions([], now)).toMatchObject({ inputs: 100_000, seed: 42 });
  });

  test.each([
    [['--inputs', '0'], '--inputs must be a whole number from 1 to 2147483647; got "0"'],
    [['--inputs', '1e6'], '--inputs must be'],
    [['--seed', 'x'], '--seed must be'],
    [['--path', '1'], '--path needs --target'],
    [['--inpust', '1'], "Unknown option '--inpust'"],
  ])('%j are refused', (args, message) => {
    expect(() => parseFuzzOptions(args, now)).toThrow(message);
  });
});

describe('npm run fuzz', () => {
  test('tries all targets side by side and says so in a table', async () => {
    const { code, stdout } = await fuzz('--inputs', '600', '--seed', '1');

    expect(stdout).toMatch(/^all +600 +\d+ +0$/m);
    expect(code).toBe(0);
  });

  test('fails with a command that shows the same input failing again', async () => {
    const { code, stdout } = await fuzz(
      '--inputs',
      '600',
      '--seed',
      '1',
      '--target',
      'visible-text',
      '--defect',
      'titles as they come',
    );
    const [, command = ''] = /See it again: npm run fuzz -- (.*)/.exec(stdout) ?? [];
    const again = await fuzz(
      ...[...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    );

    const input = /The smallest input found: (.*)/.exec(stdout)?.[1];
    expect(code).toBe(1);
    expect(again).toMatchObject({ code: 1, stdout: expect.stringContaining(`The input: ${input}`) });
  });

  test.each([
    ['--target', 'nobody'],
    ['--target', 'page', '--defect', 'none'],
    ['--inputs', '-1'],
  ])('refuses %s %s', async (...args) => {
    expect(await fuzz(...args)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^there is no|^page has no|^--inputs|^Option/),
    });
  });
});
