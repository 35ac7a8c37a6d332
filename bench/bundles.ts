import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { FunctionDefinition } from '../local/local-function.ts';
import { readWiring } from '../local/wiring.ts';
import { constructOf, type Stack } from './stack.ts';
import { median } from './statistics.ts';

/** What a function weighs before it does anything. */
export interface BundleFigures {
  readonly name: string;
  readonly kilobytes: number;
  readonly gzippedKilobytes: number;
  /** Median over fresh processes, from the import to a handler that could be called. */
  readonly coldImportMs: number;
}

const PROCESSES = 9;
const KB = 1_000;

const TIMED_IMPORT = `
  const started = performance.now();
  await import(process.argv[1]);
  process.stdout.write(String(performance.now() - started));
`;

const run = promisify(execFile);

/** Each of the stack's bundles, with the environment that the template gives it. */
export async function measureBundles(stack: Stack): Promise<BundleFigures[]> {
  const { functions } = readWiring(stack.template, stack.scope, stack.environment);
  const figures: BundleFigures[] = [];
  for (const definition of functions) {
    const bundle = readFileSync(definition.bundle);
    figures.push({
      name: constructOf(definition.name),
      kilobytes: bundle.length / KB,
      gzippedKilobytes: gzipSync(bundle).length / KB,
      coldImportMs: await coldImportMs(definition),
    });
  }
  return figures;
}

async function coldImportMs({ bundle, environment }: FunctionDefinition): Promise<number> {
  const samples: number[] = [];
  for (let index = 0; index < PROCESSES; index += 1) {
    const args = ['--input-type=module', '--eval', TIMED_IMPORT, pathToFileURL(bundle).href];
    const { stdout } = await run(process.execPath, args, { env: environment });
    samples.push(Number(stdout));
  }
  return median(samples);
}
