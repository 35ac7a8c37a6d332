import { createHash } from 'node:crypto';
import type { FuzzTarget } from './fuzz-target.ts';

/** A part of a run that one worker does in one go. */
export interface Task {
  readonly target: string;
  readonly seed: number;
  readonly inputs: number;
  readonly defect?: string | undefined;
}

/** Small enough that all cores are busy to the end. */
const BATCH_INPUTS = 500;

type Planned = Pick<FuzzTarget, 'name' | 'weight'>;

/**
 * Divides `inputs` over the targets by their weights and into batches, each with a seed of its own: what is tried depends
 * on `seed` alone, and not on how many workers there are or which is first.
 */
export function planOf(targets: readonly Planned[], inputs: number, seed: number): readonly Task[] {
  const weights = targets.reduce((sum, { weight }) => sum + weight, 0);
  let weight = 0;
  let given = 0;
  const batches = targets.map((target) => {
    weight += target.weight;
    const share = Math.round((inputs * weight) / weights) - given;
    given += share;
    return batchesOf(target.name, share, seed);
  });
  return inTurn(batches);
}

const batchesOf = (target: string, inputs: number, seed: number): Task[] =>
  Array.from({ length: Math.ceil(inputs / BATCH_INPUTS) }, (_, index) => ({
    target,
    seed: createHash('sha256').update(`${seed} ${target} ${index}`).digest().readInt32BE(),
    inputs: Math.min(BATCH_INPUTS, inputs - index * BATCH_INPUTS),
  }));

/** The first of each, the second of each: a defect in any of them is seen early. */
function inTurn(lists: readonly (readonly Task[])[]): Task[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
