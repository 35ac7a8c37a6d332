import * as fc from 'fast-check';
import { prototypeWatch } from './prototype-watch.ts';

/** What became of one input: it was taken, or refused with one of our own codes. Anything else is a violation. */
export type Outcome = 'taken' | 'refused';

/** One subject: how its inputs look and what must hold of each of them. */
export interface Fuzzed<I, S> {
  readonly name: string;
  /** Modules of the product whose parser or encoder this is. */
  readonly covers: readonly string[];
  /** How many inputs it gets in comparison with the others. @default 10 */
  readonly weight?: number;
  readonly inputs: fc.Arbitrary<I>;
  readonly subject: S;
  /** Throws when a property does not hold. */
  readonly check: (subject: S, input: I) => Outcome | Promise<Outcome>;
  /** Altered subjects, by what is wrong with them. `check` must find each one out, or it proves nothing. */
  readonly defects: Readonly<Record<string, (subject: S) => S>>;
}

export interface Batch {
  /** A whole number of 32 bits: the same seed, the same inputs. */
  readonly seed: number;
  readonly inputs: number;
  /** The one input to run, as a failure names it. */
  readonly path?: string | undefined;
  /** The altered subject to run instead of the real one. */
  readonly defect?: string | undefined;
  /** Whether to look for a smaller input that fails as well. @default true */
  readonly isShrunk?: boolean | undefined;
  /** Told before each input how many came before it. */
  readonly onInput?: ((count: number) => void) | undefined;
}

export interface BatchResult {
  /** Inputs that were tried, without those that a failure was made smaller with. */
  readonly inputs: number;
  readonly refused: number;
  readonly failure?: Failure | undefined;
}

export interface Failure {
  readonly seed: number;
  /** Which input of that seed, and how it was made smaller; may be empty when no single input is to blame. */
  readonly path: string;
  /** As code. */
  readonly input: string;
  readonly error: string;
}

export interface FuzzTarget {
  readonly name: string;
  readonly covers: readonly string[];
  readonly weight: number;
  readonly defects: readonly string[];
  readonly run: (batch: Batch) => Promise<BatchResult>;
}

const DEFAULT_WEIGHT = 10;
/** Smaller inputs that are tried at most; each is a whole run of the check. */
const MAX_SHRINKS = 3_000;
const MAX_SHOWN_CHARACTERS = 4_000;

export function fuzzTarget<I, S>(given: Fuzzed<I, S>): FuzzTarget {
  const { name, covers, weight = DEFAULT_WEIGHT, inputs, defects } = given;

  const subjectOf = (defect: string | undefined): S => {
    if (defect === undefined) return given.subject;
    const alter = Object.hasOwn(defects, defect) ? defects[defect] : undefined;
    if (alter) return alter(given.subject);
    throw new RangeError(`${name} has no defect "${defect}"; it has ${Object.keys(defects).join(', ')}`);
  };

  return {
    name,
    covers,
    weight,
    defects: Object.keys(defects),
    async run({ seed, inputs: count, path, defect, isShrunk = true, onInput }) {
      const counted = countedCheck(given, subjectOf(defect), onInput);
      const details = await fc.check(fc.asyncProperty(inputs, counted.check), {
        seed,
        numRuns: path === undefined ? count : 1,
        endOnFailure: !isShrunk || path !== undefined,
        ...(path !== undefined && { path }),
      });
      return { ...counted.counts(), ...(details.failed && { failure: failureOf(details) }) };
    },
  };
}

/** The check, with what it came to. Inputs that come behind a failure only make it smaller. */
function countedCheck<I, S>({ check }: Fuzzed<I, S>, subject: S, onInput: Batch['onInput']) {
  const watch = prototypeWatch();
  const counts = { inputs: 0, refused: 0 };
  let hasFailed = false;
  let shrinks = 0;

  return {
    counts: () => counts,
    async check(input: I): Promise<void> {
      if (hasFailed) {
        shrinks += 1;
        if (shrinks > MAX_SHRINKS) return;
      }
      onInput?.(counts.inputs + shrinks);
      try {
        const outcome = await check(subject, input);
        watch.verify();
        if (!hasFailed) counts.refused += Number(outcome === 'refused');
      } catch (error) {
        if (!hasFailed) counts.inputs += 1;
        hasFailed = true;
        throw error;
      }
      if (!hasFailed) counts.inputs += 1;
    },
  };
}

function failureOf<I>({ seed, counterexamplePath, counterexample, errorInstance }: fc.RunDetails<[I]>): Failure {
  const input = fc.stringify(counterexample?.[0]);
  const isLong = input.length > MAX_SHOWN_CHARACTERS;
  return {
    seed,
    path: counterexamplePath ?? '',
    input: isLong ? `${input.slice(0, MAX_SHOWN_CHARACTERS)}… (${input.length} characters)` : input,
    error: String(Reflect.get(Object(errorInstance), 'stack') ?? errorInstance),
  };
}
