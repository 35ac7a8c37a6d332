import { type ContenderKind, measureContender } from './contender.ts';
import type { TargetType } from './emulator-calls.ts';
import type { Measurement, Portion } from './measurement.ts';
import { type Bench, measurePipeline } from './pipeline.ts';
import type { Stack } from './stack.ts';
import { rotated } from './statistics.ts';

/** One line of the report: who brings the events, and where to. */
export interface Row {
  readonly who: 'pipeline' | ContenderKind;
  readonly target: TargetType;
}

export const TARGETS: readonly TargetType[] = ['splunk_cloud_logstreaming', 'aws_eventbridge'];

const CONTENDERS: readonly Row['who'][] = ['pipeline', 'packages', 'bare'];

/** In the report's order. */
export const ROWS: readonly Row[] = TARGETS.flatMap((target) => CONTENDERS.map((who) => ({ who, target })));

export interface MeasuredRow extends Row {
  readonly measurements: readonly Measurement[];
}

export interface RowsInput {
  readonly bench: Bench;
  readonly stack: Stack;
  readonly portions: { readonly warmUp: Portion; readonly timed: Portion };
  readonly repetitions: number;
  readonly onProgress: (text: string) => void;
}

/**
 * Measures every row once, then those that are compared again, in another order: what else the machine does falls on
 * all of them. The bare loops are there for scale, and once will do.
 */
export async function measureRows(input: RowsInput): Promise<MeasuredRow[]> {
  const measurements = ROWS.map((): Measurement[] => []);
  for (let repetition = 0; repetition < input.repetitions; repetition += 1) {
    const isDue = ([, { who }]: readonly [number, Row]) => who !== 'bare' || repetition === 0;
    for (const [index, row] of rotated([...ROWS.entries()], repetition).filter(isDue)) {
      input.onProgress(`${repetition + 1} of ${input.repetitions}: ${row.who}, ${row.target}`);
      measurements[index]?.push(await measureRow(row, input));
    }
  }
  return ROWS.map(({ who, target }, index) => ({ who, target, measurements: measurements[index] ?? [] }));
}

const measureRow = ({ who, target }: Row, { bench, stack, portions }: RowsInput): Promise<Measurement> =>
  who === 'pipeline'
    ? measurePipeline(bench, stack, target, portions)
    : measureContender(bench, { kind: who, type: target, memoryMb: stack.memoryMb }, portions);
