import { describeError } from '../lambdas/core/errors.ts';
import { wrongConfig } from './failure.ts';
import { isObject, textOf } from './json-members.ts';

/** What `cdk deploy --outputs-file` wrote about one stack, as far as an admin's commands need it. */
export interface StackOutputs {
  readonly adminApiUrl: string;
  readonly adminAuth: 'iam' | 'token';
  /** Where `adminAuth` is `token`. */
  readonly adminTokensSecretName?: string | undefined;
}

/** Fails with CONFIG_INVALID when the file cannot be read or does not tell about exactly one stack of ours. */
export function readStackOutputs(file: string, readFile: (path: string) => string): StackOutputs {
  const stacks = Object.values(readJson(file, readFile)).filter(isObject);
  const ours = stacks.filter((outputs) => textOf(outputs, 'AdminApiUrl') !== undefined);
  const [outputs] = ours;
  if (!outputs || ours.length > 1) {
    throw wrongConfig(`${file} must have the outputs of one log streaming stack; it has those of ${ours.length}`);
  }
  const adminAuth = outputs['AdminAuth'];
  if (adminAuth !== 'iam' && adminAuth !== 'token') {
    throw wrongConfig(`AdminAuth in ${file} must be iam or token; got ${JSON.stringify(adminAuth) ?? 'none'}`);
  }
  return {
    adminApiUrl: textOf(outputs, 'AdminApiUrl') ?? '',
    adminAuth,
    adminTokensSecretName: textOf(outputs, 'AdminTokensSecretName'),
  };
}

function readJson(file: string, readFile: (path: string) => string): object {
  try {
    const value: unknown = JSON.parse(readFile(file));
    if (isObject(value)) return value;
  } catch (error) {
    const hint = 'cdk deploy --outputs-file writes it; --endpoint URL does without';
    throw wrongConfig(`${file} cannot be read (${hint}): ${describeError(error)}`);
  }
  throw wrongConfig(`${file} must be a JSON object as cdk deploy --outputs-file writes it`);
}
