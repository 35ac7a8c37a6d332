import { fileURLToPath } from 'node:url';
import { buildApp } from '../lib/build-app.ts';
import { readStackTemplate, type StackTemplate } from './template.ts';

/** Ignored by git, and apart from `cdk.out` so that a run does not touch what is about to be deployed. */
const ASSEMBLY = fileURLToPath(new URL('../.local/cdk.out', import.meta.url));

/** Synthesizes the stack as `cdk synth` does, with this context, and reads what it wrote. */
export function synthesize(context: Readonly<Record<string, unknown>>): StackTemplate {
  const assembly = buildApp({ context, outdir: ASSEMBLY }).synth();
  const [stack] = assembly.stacks;
  if (!stack) throw new Error('the app has no stack');
  return readStackTemplate(assembly.directory, stack.id, stack.stackName);
}
