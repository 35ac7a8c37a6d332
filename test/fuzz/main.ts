import { availableParallelism } from 'node:os';
import { renderReport, rowsOf } from './fuzz-report.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { type FuzzOptions, parseFuzzOptions, USAGE } from './options.ts';
import { planOf, type Task } from './plan.ts';
import { runTasks } from './run-tasks.ts';
import { targetNamed, TARGETS } from './targets.ts';

try {
  const options = parseFuzzOptions(process.argv.slice(2), () => new Date());
  if (options === 'help') {
    process.stdout.write(`${USAGE}\n`);
  } else {
    await (options.path === undefined ? fuzz(options) : replay(options, options.path));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function fuzz({ inputs, seed, target, defect }: FuzzOptions): Promise<void> {
  const targets = target === undefined ? TARGETS : [targetNamed(target)];
  if (defect !== undefined) requireDefect(targets[0], defect);
  const tasks = planOf(targets, inputs, seed).map((task): Task => ({ ...task, defect }));
  const begunMs = performance.now();
  const seconds = () => (performance.now() - begunMs) / 1_000;
  let tried = 0;
  let toldAt = 0;

  const done = await runTasks(tasks, {
    workers: Math.min(availableParallelism(), tasks.length),
    onDone({ task, result }) {
      tried += result.inputs;
      if (result.failure) process.stderr.write(`${task.target} fails\n`);
      if (tried - toldAt < inputs / 20) return;
      toldAt = tried;
      process.stderr.write(`${tried.toLocaleString('en-US')} inputs, ${Math.round(seconds())} s\n`);
    },
  });

  const rows = rowsOf(targets, done);
  process.stdout.write(`${renderReport(rows, { seed, seconds: seconds() })}\n`);
  if (rows.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}

async function replay({ seed, target = '', defect }: FuzzOptions, path: string): Promise<void> {
  const { failure } = await targetNamed(target).run({ seed, path, defect, inputs: 1 });
  if (!failure) {
    process.stdout.write('This input passes.\n');
    return;
  }
  process.stdout.write(`${target} fails: ${failure.error}\nThe input: ${failure.input}\n`);
  process.exitCode = 1;
}

/** Workers would each say it. */
function requireDefect(target: FuzzTarget | undefined, defect: string): void {
  if (target?.defects.includes(defect)) return;
  throw new RangeError(`${target?.name} has no defect "${defect}"; it has: ${target?.defects.join('; ')}`);
}
