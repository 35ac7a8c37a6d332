import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startLoopbackServer } from '../../local/emulators/loopback-server.ts';
import { type FunctionDefinition, type LocalFunction, localFunction } from '../../local/local-function.ts';
import { log, type Log } from '../support/log-lines.ts';

let folder: string;
let lines: Log;
const started: LocalFunction[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
});

afterEach(async () => {
  jest.useRealTimers();
  await Promise.all(started.splice(0).map((each) => each.stop()));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A function with this module as its bundle. */
function functionOf(module: string, definition: Partial<FunctionDefinition> = {}): LocalFunction {
  const bundle = join(folder, `${started.length}-${expect.getState().currentTestName?.replaceAll(/\W/g, '-')}.mjs`);
  writeFileSync(bundle, module);
  lines = log();
  const created = localFunction(
    {
      name: 'Deliver',
      bundle,
      exportName: 'handler',
      environment: {},
      timeoutMs: 60_000,
      logGroup: 'deliver-logs',
      memoryMb: 256,
      maxConcurrency: 1,
      ...definition,
    },
    (_name, line) => lines.add(line),
  );
  started.push(created);
  return created;
}

const COUNTS = 'let count = 0; export const handler = async () => (count += 1);';

/** Answers 'done', or says "started" and never answers when it is asked to hang. */
const MAY_HANG = `
  let count = 0;
  export const handler = async (event) => {
    count += 1;
    if (!event.hang) return count;
    console.log('started');
    return new Promise(() => {});
  };
`;

describe('a function', () => {
  test('keeps its instance from one invocation to the next', async () => {
    const counts = functionOf(COUNTS);

    expect([await counts.invoke({}), await counts.invoke({})]).toEqual([1, 2]);
    expect(counts.usage()).toMatchObject({ invocations: 2, crashes: 0 });
  });

  test('gets the event and a context of its own definition', async () => {
    const tells = functionOf(
      `export const handler = async (event, context) => ({
        event,
        name: context.functionName,
        memory: context.memoryLimitInMB,
        hasId: context.awsRequestId.length > 0,
        isInTime: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 60_000,
      });`,
    );

    expect(await tells.invoke({ Records: [1] })).toEqual({
      event: { Records: [1] },
      name: 'Deliver',
      memory: '256',
      hasId: true,
      isInTime: true,
    });
  });

  test('has exactly the environment of its definition', async () => {
    const tells = functionOf('export const handler = async () => ({ ...process.env });', {
      environment: { OKTA_ORG_URL: 'https://acme.okta.com' },
    });

    expect(await tells.invoke({})).toEqual({ OKTA_ORG_URL: 'https://acme.okta.com' });
  });

  test('passes on what its handler throws, with name and message', async () => {
    const fails = functionOf(`export const handler = async () => {
      throw Object.assign(new Error('the table is gone'), { name: 'ResourceNotFoundException' });
    };`);

    await expect(fails.invoke({})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'the table is gone',
    });
    expect(fails.usage().crashes).toBe(0);
  });

  test('passes on what its handler throws before it returns a promise', async () => {
    const fails = functionOf("export const handler = () => { throw new Error('at once'); };");

    await expect(fails.invoke({})).rejects.toThrow('at once');
  });

  test('fails by name when its bundle does not export the handler', async () => {
    const empty = functionOf('export const other = 1;');

    await expect(empty.invoke({})).rejects.toThrow('exports no function "handler"');
  });

  test('is ended at its timeout and begins afresh', async () => {
    const slow = functionOf(MAY_HANG, { timeoutMs: 30_000 });
    await slow.invoke({});
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });

    const failed = slow.invoke({ hang: true }).catch((error: unknown) => error);
    await lines.have('started');
    jest.advanceTimersByTime(29_999);
    expect(slow.usage().crashes).toBe(0);
    jest.advanceTimersByTime(1);
    expect(await failed).toMatchObject({ name: 'Runtime.ExitError', message: 'Deliver timed out after 30 s' });

    expect(await slow.invoke({})).toBe(1);
    expect(slow.usage().crashes).toBe(1);
    expect(lines.all).toContain('Deliver timed out after 30 s');
  });

  test('crashes in the middle of what it does when it is killed, and begins afresh', async () => {
    const victim = functionOf(MAY_HANG);
    const failed = victim.invoke({ hang: true }).catch((error: unknown) => error);
    await lines.have('started');

    victim.kill();

    expect(await failed).toMatchObject({ message: 'Deliver exited without an answer' });
    expect(await victim.invoke({})).toBe(1);
    expect(victim.usage().crashes).toBe(1);
  });

  test('crashes when it needs more memory than it has', async () => {
    const greedy = functionOf(
      `export const handler = async () => {
        const kept = [];
        for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
      };`,
      { memoryMb: 24 },
    );

    await expect(greedy.invoke({})).rejects.toThrow(/Deliver crashed: .*memory limit/);
  });

  test('outlives a crash of an idle instance', async () => {
    const asked = Promise.withResolvers<() => void>();
    const gate = await startLoopbackServer(async (_request, response) => {
      asked.resolve(() => response.end());
    });
    const flawed = functionOf(`export const handler = async ({ crashAfter }) => {
      if (crashAfter) void fetch(crashAfter).then(() => { throw new Error('too late'); });
      return 'done';
    };`);
    expect(await flawed.invoke({ crashAfter: gate.url })).toBe('done');

    const letCrash = await asked.promise;
    letCrash();
    await lines.have('an idle instance crashed: too late');
    await gate.stop();

    expect(flawed.usage().crashes).toBe(1);
    expect(await flawed.invoke({})).toBe('done');
  });

  test('shows what it writes, line by line', async () => {
    const talks = functionOf("export const handler = async () => { console.log('a\\nb'); console.error('c'); };");

    await talks.invoke({});

    const shown = await Promise.all(['a', 'b', 'c'].map((line) => lines.have(line)));
    expect(shown).toEqual(['a', 'b', 'c']);
  });

  test('runs as many instances as its concurrency allows, and the others wait', async () => {
    const held: (() => void)[] = [];
    let mostHeld = 0;
    let onHeld: () => void = () => undefined;
    const instances = new Set<string | undefined>();
    const gate = await startLoopbackServer(async ({ url }, response) => {
      instances.add(url);
      held.push(() => response.end('open'));
      mostHeld = Math.max(mostHeld, held.length);
      onHeld();
    });
    const twoHeld = new Promise<void>((resolve) => {
      onHeld = () => (held.length === 2 ? resolve() : undefined);
    });
    const asks = functionOf(
      'const id = crypto.randomUUID(); export const handler = async ({ url }) => (await fetch(`${url}/${id}`)).text();',
      { maxConcurrency: 2 },
    );

    const answers = Promise.all([1, 2, 3, 4].map(() => asks.invoke({ url: gate.url })));
    await twoHeld;
    onHeld = () => held.shift()?.();
    for (const open of held.splice(0)) open();

    expect(await answers).toEqual(['open', 'open', 'open', 'open']);
    expect(mostHeld).toBe(2);
    expect(instances.size).toBe(2);
    await gate.stop();
  });

  test('finishes what it does before it stops', async () => {
    const held: (() => void)[] = [];
    const isHeld = Promise.withResolvers<void>();
    const gate = await startLoopbackServer(async (_request, response) => {
      held.push(() => response.end('open'));
      isHeld.resolve();
    });
    const asks = functionOf('export const handler = async ({ url }) => (await fetch(url)).text();');
    const happened: string[] = [];
    const invoked = asks.invoke({ url: gate.url }).then(() => happened.push('answered'));
    await isHeld.promise;

    const stopping = asks.stop().then(() => happened.push('stopped'));
    for (const open of held) open();
    await Promise.all([invoked, stopping]);

    expect(happened).toEqual(['answered', 'stopped']);
    await gate.stop();
  });
});
