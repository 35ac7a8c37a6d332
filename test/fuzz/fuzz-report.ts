import type { BatchResult, Failure, FuzzTarget } from './fuzz-target.ts';
import type { Task } from './plan.ts';

/** A batch that is done. */
export interface Done {
  readonly task: Task;
  readonly result: BatchResult;
}

/** What one target came to. */
export interface Row {
  readonly target: string;
  readonly inputs: number;
  readonly refused: number;
  readonly failures: readonly { readonly task: Task; readonly failure: Failure }[];
}

export const rowsOf = (targets: readonly Pick<FuzzTarget, 'name'>[], done: readonly Done[]): Row[] =>
  targets.map(({ name }) => {
    const own = done.filter(({ task }) => task.target === name);
    return {
      target: name,
      inputs: sum(own.map(({ result }) => result.inputs)),
      refused: sum(own.map(({ result }) => result.refused)),
      failures: own.flatMap(({ task, result: { failure } }) => (failure ? [{ task, failure }] : [])),
    };
  });

/** The table, and for each failure what to look at and how to see it again. */
export function renderReport(
  rows: readonly Row[],
  { seed, seconds }: { readonly seed: number; readonly seconds: number },
): string {
  const inputs = sum(rows.map((row) => row.inputs));
  const failures = rows.flatMap((row) => row.failures);
  const total = { target: 'all', inputs, refused: sum(rows.map((row) => row.refused)), failures };
  const width = Math.max(...rows.map(({ target }) => target.length), 'target'.length);
  const line = (...[target, ...numbers]: readonly string[]): string =>
    [(target ?? '').padEnd(width), ...numbers.map((number) => number.padStart(10))].join('  ');
  const lines = [...rows, total].map((row) =>
    line(row.target, count(row.inputs), count(row.refused), count(row.failures.length)),
  );
  const speed = `${count(inputs)} inputs with seed ${seed} in ${Math.round(seconds)} s`;
  return [line('target', 'inputs', 'refused', 'failures'), ...lines, '', speed, ...failures.map(renderFailure)].join(
    '\n',
  );
}

function renderFailure({ task, failure }: Row['failures'][number]): string {
  const { target, defect } = task;
  return [
    '',
    `${target} fails: ${failure.error.split('\n').slice(0, 12).join('\n')}`,
    `The smallest input found: ${failure.input}`,
    `See it again: ${replayCommand({ target, defect, seed: failure.seed, path: failure.path })}`,
  ].join('\n');
}

export const replayCommand = ({
  target,
  defect,
  seed,
  path,
}: {
  readonly target: string;
  readonly defect?: string | undefined;
  readonly seed: number;
  readonly path: string;
}): string =>
  [
    `npm run fuzz -- --target ${target} --seed=${seed}`,
    ...(path === '' ? [] : [`--path ${path}`]),
    ...(defect === undefined ? [] : [`--defect '${defect.replaceAll("'", `'\\''`)}'`]),
  ].join(' ');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const count = (number: number): string => number.toLocaleString('en-US');
