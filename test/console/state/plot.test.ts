import { describe, expect, test } from '@jest/globals';
import type { Sample } from '../../../console/state/history.ts';
import { plotOf } from '../../../console/state/plot.ts';

const NOW = 300_000;
const SIZE = { now: NOW, width: 300, height: 100 };

const lags = (...pairs: readonly (readonly [at: number, lagSeconds: number | undefined])[]): Sample[] =>
  pairs.map(([at, lagSeconds]) => ({ at, lagSeconds, events: 0, backlog: 0 }));

describe('a plot', () => {
  test('runs from five minutes ago at the left to now at the right, zero at the bottom', () => {
    const { line } = plotOf(lags([270_000, 0], [285_000, 50], [300_000, 100]), 'lag', SIZE);

    expect(line).toBe('M270 100L285 50L300 0');
  });

  test('fills what is below the line', () => {
    const { area } = plotOf(lags([270_000, 0], [300_000, 100]), 'lag', SIZE);

    expect(area).toBe('M270 100L300 0V100H270Z');
  });

  test('shows a pause as a gap', () => {
    const { line, area } = plotOf(lags([0, 100], [200_000, 100], [202_000, 100]), 'lag', SIZE);

    expect(line).toBe('M0 0M200 0L202 0');
    expect(area).toBe('M0 0V100H0ZM200 0L202 0V100H200Z');
  });

  test('leaves out what is not known', () => {
    const { line, latest } = plotOf(lags([280_000, undefined], [290_000, 100], [300_000, undefined]), 'lag', SIZE);

    expect([line, latest]).toEqual(['M290 0', 100]);
  });

  test('of nothing is empty', () => {
    expect(plotOf([], 'lag', SIZE)).toEqual({ line: '', area: '', top: 100, latest: undefined, highest: undefined });
  });

  test.each([
    [3, 100],
    [60, 100],
    [101, 200],
    [420, 500],
    [501, 1_000],
    [86_400, 100_000],
  ])('of a lag of at most %d s has %d at its top', (highest, top) => {
    expect(plotOf(lags([NOW, highest]), 'lag', SIZE)).toMatchObject({ top, highest });
  });

  test('of a rate has a top of its own', () => {
    const samples = [{ at: NOW, events: 0, backlog: 0, rate: 0.2 }];

    expect(plotOf(samples, 'rate', SIZE)).toMatchObject({ top: 1, latest: 0.2 });
  });
});
