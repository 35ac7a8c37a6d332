import type { AlarmState } from './definition.ts';

/** Whether a composite alarm's rule holds, by the states of the alarms that it names. */
export type AlarmRule = (stateOf: (alarmName: string) => AlarmState) => boolean;

const STATES: readonly AlarmState[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];

const TOKEN = /\s*(?:"([^"]*)"|([^\s"(),]+)|([(),]))/y;

/**
 * Reads the rule of a composite alarm: ALARM(…), OK(…), INSUFFICIENT_DATA(…), TRUE, FALSE, AND, OR, NOT and
 * parentheses; AND binds closer than OR. Alarms are named by name or ARN. Fails by name on anything else.
 */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = tokensOf(text);
  const expect = (token: string): void => {
    const got = tokens.shift();
    if (got !== token) throw notPlayed(text, `${got ?? 'its end'} where ${token} is expected`);
  };

  const either = (): AlarmRule => {
    const first = both();
    if (tokens[0] !== 'OR') return first;
    tokens.shift();
    const second = either();
    return (stateOf) => first(stateOf) || second(stateOf);
  };
  const both = (): AlarmRule => {
    const first = one();
    if (tokens[0] !== 'AND') return first;
    tokens.shift();
    const second = both();
    return (stateOf) => first(stateOf) && second(stateOf);
  };
  const one = (): AlarmRule => {
    const token = tokens.shift();
    if (token === '(') {
      const inner = either();
      expect(')');
      return inner;
    }
    if (token === 'NOT') {
      const inner = one();
      return (stateOf) => !inner(stateOf);
    }
    if (token === 'TRUE' || token === 'FALSE') return () => token === 'TRUE';

    const state = STATES.find((each) => each === token);
    if (state === undefined) throw notPlayed(text, token ?? 'its end');
    expect('(');
    const name = nameOf(tokens.shift() ?? '');
    expect(')');
    return (stateOf) => stateOf(name) === state;
  };

  const rule = either();
  if (tokens.length > 0) throw notPlayed(text, `${tokens[0]}`);
  return rule;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const [, quoted, word, sign] = pattern.exec(text) ?? [];
    const token = quoted ?? word ?? sign;
    if (token === undefined) throw notPlayed(text, text.slice(from).trim());
    tokens.push(token);
  }
  return tokens;
}

const nameOf = (nameOrArn: string): string => nameOrArn.split(':alarm:').at(-1) ?? nameOrArn;

const notPlayed = (rule: string, what: string): Error =>
  new Error(`in the alarm rule ${JSON.stringify(rule)}, ${what} is not played`);
