import { describe, expect, test } from '@jest/globals';
import { parseAlarmRule } from '../../local/alarms/alarm-rule.ts';
import type { AlarmState } from '../../local/alarms/definition.ts';

const STATES: Readonly<Record<string, AlarmState>> = { red: 'ALARM', green: 'OK', grey: 'INSUFFICIENT_DATA' };
const holds = (rule: string) => parseAlarmRule(rule)((name) => STATES[name] ?? 'OK');

describe('the rule of a composite alarm', () => {
  test.each([
    ['ALARM("red")', true],
    ['ALARM(red)', true],
    ['ALARM("green")', false],
    ['OK("green")', true],
    ['INSUFFICIENT_DATA(grey)', true],
    ['ALARM("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:red")', true],
    ['ALARM(red) AND ALARM(green)', false],
    ['ALARM(green) OR ALARM(grey) OR ALARM(red)', true],
    ['(ALARM("green") OR ALARM("red"))', true],
    ['NOT ALARM(green)', true],
    ['NOT (ALARM(red) OR OK(red))', false],
    ['TRUE OR FALSE AND FALSE', true],
    ['(TRUE OR FALSE) AND FALSE', false],
    ['NOT FALSE AND TRUE', true],
    ['  ALARM ( "red" )  ', true],
  ])('%s is %s', (rule, is) => {
    expect(holds(rule)).toBe(is);
  });

  test.each([
    ['AT_LEAST(2, ALARM, (red, green))', 'AT_LEAST is not played'],
    ['ALARM(red) XOR OK(red)', 'XOR is not played'],
    ['ALARM red', 'red where ( is expected'],
    ['ALARM(red', 'its end where ) is expected'],
    ['ALARM(red) AND', 'its end is not played'],
    ['', 'its end is not played'],
    ['ALARM(red) & OK(red)', '& is not played'],
    ['ALARM(red), OK(red)', ', is not played'],
    ['ALARM("red)', '"red) is not played'],
  ])('fails by name on %j', (rule, message) => {
    expect(() => parseAlarmRule(rule)).toThrow(message);
  });
});
