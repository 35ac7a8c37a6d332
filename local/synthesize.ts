import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LogStreamingError } from '../lambdas/core/errors.ts';
import { readStackTemplate, type StackTemplate } from './template.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

export interface SynthesizedStack extends StackTemplate {
  /** Deletes the bundles and the rest of the assembly, which belongs to this run alone. */
  remove(): void;
}

/**
 * Synthesizes the stack by running the app as the CDK CLI does, with this context. What bundlers and npx print is the
 * error if it fails, and of no interest otherwise. Fails with CONFIG_INVALID when the stack refuses its settings.
 */
export function synthesize(context: Readonly<Record<string, unknown>>, within = tmpdir()): SynthesizedStack {
  const assembly = mkdtempSync(join(within, 'okta-log-streaming-'));
  const remove = () => rmSync(assembly, { recursive: true, force: true });
  try {
    runApp(assembly, context);
    return { ...readStack(assembly), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function runApp(assembly: string, context: Readonly<Record<string, unknown>>): void {
  const { status, signal, error, stderr } = spawnSync(process.execPath, [join('bin', 'app.ts')], {
    cwd: PROJECT,
    encoding: 'utf8',
    env: {
      ...process.env,
      // What the CLI tells an app: where to write, and the settings.
      CDK_OUTDIR: assembly,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      // CDK: no check of the template against CloudFormation's rules. It changes nothing and takes longer than the
      // rest together; `npm run synth` makes it.
      CDK_VALIDATION: 'false',
    },
  });
  if (status === 0) return;
  const refusal = /^DeploymentConfigError: (.+)$/m.exec(stderr)?.[1];
  if (refusal !== undefined) throw new LogStreamingError('CONFIG_INVALID', refusal);
  const reason = error?.message ?? (stderr.trim() || `the app ended with ${status ?? signal}`);
  throw new Error(`the stack cannot be synthesized: ${reason}`);
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<string, { readonly type: string; readonly properties?: { readonly stackName?: string } }>
  >;
}

function readStack(assembly: string): StackTemplate {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as Manifest;
  const [id, stack] = Object.entries(artifacts).find(([, { type }]) => type === 'aws:cloudformation:stack') ?? [];
  if (id === undefined) throw new Error('the app has no stack');
  return readStackTemplate(assembly, id, stack?.properties?.stackName ?? id);
}
