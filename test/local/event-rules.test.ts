import { afterEach, describe, expect, test } from '@jest/globals';
import { eventPattern } from '../../local/event-pattern.ts';
import { playRules, type RuleDefinition } from '../../local/event-rules.ts';
import { AccessDenied } from '../../local/iam/access-denied.ts';
import { fakeFunction } from '../support/fake-function.ts';

type Listener = Parameters<Parameters<typeof playRules>[1]['events']['onEvent']>[1];

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/lifecycle';

const rule = (definition: Partial<RuleDefinition> = {}): RuleDefinition => ({
  name: 'Hook',
  arn: 'arn:aws:events:us-east-1:000000000000:rule/lifecycle/Hook',
  busArn: BUS,
  matches: eventPattern('Hook', { source: ['okta'] }),
  targets: [{ arn: 'arn:hook', retries: 0 }],
  ...definition,
});

/** ARNs of functions that let no rule invoke them. */
const forbidden = new Set<string>();

afterEach(() => {
  forbidden.clear();
});

function play(...rules: readonly RuleDefinition[]) {
  const listeners = new Map<string, Listener>();
  const hook = fakeFunction('Hook');
  const other = fakeFunction('Other');
  const errors: string[] = [];
  const waiting = new Map<() => void, number>();
  let ends = 0;
  const playing = playRules(rules, {
    events: {
      onEvent(busArn, listener) {
        listeners.set(busArn, listener);
        return () => void listeners.delete(busArn);
      },
    },
    functionByArn: (arn) => ({ 'arn:hook': hook, 'arn:other': other })[arn],
    authorizeInvocation(functionArn, ruleArn) {
      if (!forbidden.has(functionArn)) return;
      const invocation = { action: 'lambda:InvokeFunction', resource: functionArn };
      throw new AccessDenied(ruleArn, invocation, { base: 'resource-based' });
    },
    later(ms, work) {
      waiting.set(work, ms);
      return { callOff: () => void waiting.delete(work) };
    },
    onEnd: () => {
      ends += 1;
    },
    onError: (line) => errors.push(line),
  });
  const put = (source: string, busArn = BUS) => listeners.get(busArn)?.({ source } as Parameters<Listener>[0]);
  /** The waits are over: what was to be done then is done. Answers how long they were. */
  const pass = (): number[] => {
    const due = [...waiting];
    waiting.clear();
    for (const [work] of due) work();
    return due.map(([, ms]) => ms);
  };
  return { playing, put, hook, other, errors, ends: () => ends, listeners, pass };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a rule', () => {
  test('invokes its targets with the events that it matches, at once', async () => {
    const { put, hook, other, playing } = play(
      rule({
        targets: [
          { arn: 'arn:hook', retries: 0 },
          { arn: 'arn:other', retries: 0 },
        ],
      }),
    );

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

  test('does not repeat one that fails unless it shall, and says so', async () => {
    const { put, hook, playing, errors, ends, pass } = play(rule());
    put('okta');

    hook.open[0]?.fail(new Error('no answer'));
    await settled();

    expect(pass()).toEqual([]);
    expect(hook.events).toHaveLength(1);
    expect([playing.inFlight, ends()]).toEqual([0, 1]);
    expect(errors).toEqual(['Hook: Hook failed: no answer']);
  });

  test('repeats one that fails after a minute, then after two, and then no more', async () => {
    const { put, hook, playing, errors, pass } = play(rule({ targets: [{ arn: 'arn:hook', retries: 2 }] }));
    put('okta');
    const waits: number[][] = [];

    for (let failures = 1; failures <= 3; failures += 1) {
      hook.open[0]?.fail(new Error(`failure ${failures}`));
      await settled();
      expect(playing.inFlight).toBe(0);
      waits.push(pass());
    }

    expect(waits).toEqual([[60_000], [120_000], []]);
    expect(hook.events).toEqual([{ source: 'okta' }, { source: 'okta' }, { source: 'okta' }]);
    expect(errors).toEqual([
      'Hook: Hook failed: failure 1; it is invoked again in 60 s',
      'Hook: Hook failed: failure 2; it is invoked again in 120 s',
      'Hook: Hook failed: failure 3',
    ]);
  });

  test('does not repeat one that succeeds at last', async () => {
    const { put, hook, pass } = play(rule({ targets: [{ arn: 'arn:hook', retries: 2 }] }));
    put('okta');
    hook.open[0]?.fail(new Error('no answer'));
    await settled();
    pass();

    hook.open[0]?.answer();
    await settled();

    expect(pass()).toEqual([]);
    expect(hook.events).toHaveLength(2);
  });

  test('repeats nothing once it has stopped, neither what waits nor what fails then', async () => {
    const { put, hook, playing, pass } = play(rule({ targets: [{ arn: 'arn:hook', retries: 2 }] }));
    put('okta');
    put('okta');
    hook.open[0]?.fail(new Error('no answer'));
    await settled();

    const stopped = playing.stop();
    hook.open[0]?.fail(new Error('no answer either'));
    await stopped;

    expect(pass()).toEqual([]);
    expect(hook.events).toHaveLength(2);
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

  test('does not invoke a function whose policy does not let it, and does not try again', async () => {
    forbidden.add('arn:hook');
    const { put, hook, errors, pass, ends } = play(rule({ targets: [{ arn: 'arn:hook', retries: 2 }] }));

    put('okta');
    await settled();

    expect(hook.events).toEqual([]);
    expect(errors).toEqual([
      'Hook: Hook failed: User: arn:aws:events:us-east-1:000000000000:rule/lifecycle/Hook is not authorized to ' +
        'perform: lambda:InvokeFunction on resource: arn:hook because no resource-based policy allows the ' +
        'lambda:InvokeFunction action',
    ]);
    expect([pass(), ends()]).toEqual([[], 1]);
  });

  test('fails by name when its target is no function of the stack', () => {
    expect(() => play(rule({ targets: [{ arn: 'arn:queue', retries: 0 }] }))).toThrow(
      'rule Hook: the embedded run has no target arn:queue',
    );
  });
});
