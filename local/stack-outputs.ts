import { readFileSync } from 'node:fs';
import { describeError, LogStreamingError } from '../lambdas/core/errors.ts';

/** What `cdk deploy --outputs-file` wrote about one stack, as far as a stream's administration needs it. */
export interface StackOutputs {
  readonly orgUrl: URL;
  readonly streamTable: string;
  readonly splunkTokenSecretPrefix: string;
}

/** Fails with CONFIG_INVALID when the file cannot be read or does not tell about exactly one stack of ours. */
export function readStackOutputs(file: string): StackOutputs {
  const stacks = Object.values(readJson(file)).filter((outputs) => 'StreamTableName' in outputs);
  const [outputs, ...others] = stacks;
  const { OrgUrl, StreamTableName, SplunkTokenSecretPrefix } = outputs ?? {};
  if (others.length > 0 || !OrgUrl || !StreamTableName || !SplunkTokenSecretPrefix) {
    throw new LogStreamingError(
      'CONFIG_INVALID',
      `${file} must have the outputs of one log streaming stack; it has those of ${stacks.length}`,
    );
  }
  return { orgUrl: new URL(OrgUrl), streamTable: StreamTableName, splunkTokenSecretPrefix: SplunkTokenSecretPrefix };
}

function readJson(file: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
  } catch (error) {
    const hint = 'it is written by cdk deploy --outputs-file';
    throw new LogStreamingError('CONFIG_INVALID', `${file} cannot be read (${hint}): ${describeError(error)}`);
  }
}
