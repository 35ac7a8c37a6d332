import { describe, expect, test } from '@jest/globals';
import { eventPattern } from '../../local/event-pattern.ts';
import { playRules, type RuleDefinition } from '../../local/event-rules.ts';
import { fakeFunction } from '../support/fake-function.ts';

type Listener = Parameters<Parameters<typeof playRules>[1]['events']['onEvent']>[1];

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/lifecycle';

const rule = (definition: Partial<RuleDefinition> = {}): RuleDefinition => ({
  name: 'Hook',
  busArn: BUS,
  matches: eventPattern('Hook', { source: ['okta'] }),
  targetArns: ['arn:hook'],
  ...definition,
});

function play(...rules: readonly RuleDefinition[]) {
  const listeners = new Map<string, Listener>();
  const hook = fakeFunction('Hook');
  const other = fakeFunction('Other');
  const errors: string[] = [];
  let ends = 0;
  const playing = playRules(rules, {
    events: {
      onEvent(busArn, listener) {
        listeners.set(busArn, listener);
        return () => void listeners.delete(busArn);
      },
    },
    functionByArn: (arn) => ({ 'arn:hook': hook, 'arn:other': other })[arn],
    onEnd: () => {
      ends += 1;
    },
    onError: (line) => errors.push(line),
  });
  const put = (source: string, busArn = BUS) => listeners.get(busArn)?.({ source } as Parameters<Listener>[0]);
  return { playing, put, hook, other, errors, ends: () => ends, listeners };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a rule', () => {
  test('invokes its targets with the events that it matches, at once', async () => {
    const { put, hook, other, playing } = play(rule({ targetArns: ['arn:hook', 'arn:other'] }));

    put('okta');
    put('elsewhere');

    expect(hook.events).toEqual([{ source: 'okta' }]);
    expect(other.events).toEqual([{ source: 'okta' }]);
    expect(playing.inFlight).toBe(2);
  });

  test('hears of its own bus only', () => {
    const { put, hook } = play(rule());

    put('okta', 'arn:another');

    expect(hook.events).toEqual([]);
  });

  test('tells when an invocation has ended', async () => {
    const { put, hook, playing, ends } = play(rule());
    put('okta');
    put('okta');

    hook.open[0]?.answer();
    await settled();

    expect([playing.inFlight, ends()]).toEqual([1, 1]);
  });

  test('does not repeat one that fails, and says so', async () => {
    const { put, hook, playing, errors, ends } = play(rule());
    put('okta');

    hook.open[0]?.fail(new Error('no answer'));
    await settled();

    expect(hook.events).toHaveLength(1);
    expect([playing.inFlight, ends()]).toEqual([0, 1]);
    expect(errors).toEqual(['Hook: Hook failed: no answer']);
  });

  test('stops when what is in flight has ended', async () => {
    const { put, hook, playing, listeners } = play(rule());
    put('okta');
    const stopped = playing.stop();
    const first = await Promise.race([stopped.then(() => 'stopped'), settled().then(() => 'waiting')]);

    expect([first, listeners.size]).toEqual(['waiting', 0]);
    hook.open[0]?.answer();
    await stopped;
    expect(playing.inFlight).toBe(0);
  });

  test('fails by name when its target is no function of the stack', () => {
    expect(() => play(rule({ targetArns: ['arn:queue'] }))).toThrow(
      'rule Hook: the embedded run has no target arn:queue',
    );
  });
});
