import { describe, expect, test } from '@jest/globals';
import { type Datapoint, evaluationRange, stateOf } from '../../local/alarms/missing-data.ts';

/** As AWS prints them: the latest on the right; 0 within the threshold, X beyond it, - missing. */
const range = (printed: string): Datapoint[] =>
  printed
    .split(' ')
    .map((sign): Datapoint => ({ 0: 'ok', X: 'breaching' })[sign] as Datapoint)
    .toReversed();

const FULL = 'INSUFFICIENT_DATA';
const KEPT = undefined;

describe('missing data, row by row of the tables of AWS', () => {
  test.each([
    ['0 - X - X', 3, ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', 3, ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', 3, [FULL, KEPT, 'ALARM', 'OK']],
    ['0 X X - X', 3, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', 3, ['ALARM', KEPT, 'ALARM', 'OK']],
    ['0 - X - X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', 2, ['ALARM', KEPT, 'ALARM', 'OK']],
  ] as const)('%s with %i of 3 is %j for missing, ignore, breaching, notBreaching', (printed, of, states) => {
    const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

    const got = treatments.map((missingData) =>
      stateOf({ datapointsToAlarm: of, evaluationPeriods: 3, missingData }, range(printed)),
    );

    expect(got).toEqual(states);
  });

  test.each(['- - - - X', '- - - X -'])('%s with 3 of 3 is too early to tell', (printed) => {
    const alarm = { datapointsToAlarm: 3, evaluationPeriods: 3 };

    expect(stateOf({ ...alarm, missingData: 'missing' }, range(printed))).toBe(FULL);
    expect(stateOf({ ...alarm, missingData: 'ignore' }, range(printed))).toBe(KEPT);
  });

  test('looks at five periods where three are evaluated', () => {
    expect(evaluationRange({ evaluationPeriods: 3 })).toBe(5);
  });

  test('takes the latest periods where there are more than it needs', () => {
    const alarm = { datapointsToAlarm: 1, evaluationPeriods: 1, missingData: 'notBreaching' } as const;

    expect(stateOf(alarm, range('X X 0'))).toBe('OK');
    expect(stateOf(alarm, range('0 0 X'))).toBe('ALARM');
    expect(stateOf(alarm, range('0 X -'))).toBe('ALARM');
  });
});
