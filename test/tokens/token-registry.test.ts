import { describe, expect, test } from '@jest/globals';
import { LogStreamingError } from '../../lambdas/core/errors.ts';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import { tokenRegistry } from '../../lambdas/tokens/token-registry.ts';
import { tokensText } from '../../lambdas/tokens/token-record.ts';
import { manualClock, MINUTE, SECOND, START } from '../support/manual-clock.ts';

const minted = (seed: number) =>
  mintToken({
    name: `token ${seed}`,
    scopes: ['okta.logStreams.read'],
    now: START,
    random: (count) => new Uint8Array(count).fill(seed),
  });
const one = minted(1);
const two = minted(2);

/** A registry over a secret that a test may change; an Error stands for a read that fails with it. */
function registry(initial: string | Error) {
  const clock = manualClock();
  const problems: string[] = [];
  let secret = initial;
  let reads = 0;
  const tokens = tokenRegistry({
    secrets: {
      read(id) {
        expect(id).toBe('admin-tokens');
        reads += 1;
        return secret instanceof Error ? Promise.reject(secret) : Promise.resolve(secret);
      },
    },
    secretId: 'admin-tokens',
    now: clock.now,
    onInvalid: (problem) => problems.push(problem),
  });
  return {
    clock,
    problems,
    reads: () => reads,
    set: (value: string | Error) => (secret = value),
    find: async ({ token }: { readonly token: string }) => (await tokens.find(token))?.id,
  };
}

const missing = new LogStreamingError('SECRET_INVALID', 'secret "admin-tokens" does not exist');

describe('the tokens that may be used', () => {
  test('are read once a minute', async () => {
    const { clock, find, reads } = registry(tokensText([one.record]));
    await find(one);
    clock.pass(MINUTE - 1);

    expect(await find(one)).toBe(one.record.id);
    expect(reads()).toBe(1);
  });

  test('do not have one a minute after it was revoked', async () => {
    const { clock, find, set } = registry(tokensText([one.record, two.record]));
    await find(one);
    set(tokensText([two.record]));
    clock.pass(MINUTE);

    expect(await find(one)).toBeUndefined();
  });

  test('have one ten seconds after it was minted', async () => {
    const { clock, find, set } = registry(tokensText([one.record]));
    await find(one);
    set(tokensText([one.record, two.record]));
    clock.pass(10 * SECOND);

    expect(await find(two)).toBe(two.record.id);
  });

  test('are read once in ten seconds for someone who tries tokens', async () => {
    const { clock, find, reads } = registry(tokensText([one.record]));
    for (let tried = 0; tried < 40; tried += 1) {
      await find(two);
      clock.pass(SECOND / 2);
    }

    expect(reads()).toBe(2);
  });

  test('are read once for two who ask at the same time', async () => {
    const { find, reads } = registry(tokensText([one.record]));

    expect(await Promise.all([find(one), find(two)])).toEqual([one.record.id, undefined]);
    expect(reads()).toBe(1);
  });
});

describe('a secret that is missing or malformed', () => {
  test.each<[string, string | Error, string]>([
    ['missing', missing, 'does not exist'],
    ['malformed', '{"tokens":"x"}', 'is invalid'],
  ])('and %s means that there are no tokens, which is told once', async (_what, secret, problem) => {
    const { clock, find, reads, problems } = registry(secret);
    for (let tried = 0; tried < 3; tried += 1) {
      expect(await find(one)).toBeUndefined();
      clock.pass(MINUTE);
    }

    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(reads()).toBe(3);
  });

  test('causes no more reads than another', async () => {
    const { find, reads } = registry(missing);
    await find(one);
    await find(two);

    expect(reads()).toBe(1);
  });

  test('is told again when it was mended in between', async () => {
    const { clock, find, set, problems } = registry(missing);
    for (const secret of [missing, tokensText([one.record]), missing]) {
      set(secret);
      await find(one);
      clock.pass(MINUTE);
    }

    expect(problems).toHaveLength(2);
  });
});

describe('a secret store that cannot be reached', () => {
  test('is no refusal of the token, and asked again after ten seconds', async () => {
    const { clock, find, set, reads } = registry(new Error('throttled'));
    await expect(find(one)).rejects.toThrow('throttled');
    set(tokensText([one.record]));
    clock.pass(10 * SECOND - 1);
    await expect(find(one)).rejects.toThrow('throttled');
    clock.pass(1);

    expect(await find(one)).toBe(one.record.id);
    expect(reads()).toBe(2);
  });

  test('makes no token of an older reading work for longer', async () => {
    const { clock, find, set } = registry(tokensText([one.record]));
    await find(one);
    set(new Error('throttled'));
    clock.pass(MINUTE);

    await expect(find(one)).rejects.toThrow('throttled');
  });
});
