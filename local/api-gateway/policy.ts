import { isObject } from '../emulators/accepted-event.ts';
import { refuseUnplayed } from '../unplayed.ts';

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** `denied` is an explicit Deny; `not allowed` is what nothing allows. */
export type Decision = 'allowed' | 'denied' | 'not allowed';

const INVOKE = 'execute-api:Invoke';

/** The statements of an IAM policy document whose intrinsics are resolved. Fails by name on what is not evaluated here. */
export function parsePolicy(where: string, document: unknown): readonly Statement[] {
  if (!isObject(document)) throw new Error(`${where}: a policy document is an object`);
  const { Statement: statements } = document;
  return list(statements).map((statement) => parseStatement(where, statement));
}

function parseStatement(where: string, statement: unknown): Statement {
  if (!isObject(statement)) throw new Error(`${where}: a statement of a policy is an object`);
  refuseUnplayed(where, statement, ['Sid', 'Effect', 'Action', 'Resource']);
  const { Effect: effect, Action, Resource } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new Error(`${where}: Effect is Allow or Deny; got ${JSON.stringify(effect)}`);
  }
  return { effect, actions: texts(where, Action), resources: texts(where, Resource) };
}

/** IAM: what is not allowed is refused, and one Deny outweighs every Allow. */
export function mayInvoke(statements: readonly Statement[], methodArn: string): Decision {
  const matching = statements.filter(
    ({ actions, resources }) =>
      actions.some((pattern) => matches(pattern.toLowerCase(), INVOKE.toLowerCase())) &&
      resources.some((pattern) => matches(pattern, methodArn)),
  );
  if (matching.some(({ effect }) => effect === 'Deny')) return 'denied';
  return matching.length > 0 ? 'allowed' : 'not allowed';
}

/** IAM: `*` stands for any characters, slashes too, and `?` for one. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function texts(where: string, value: unknown): readonly string[] {
  const all = list(value);
  if (all.length > 0 && all.every((each) => typeof each === 'string')) return all;
  throw new Error(`${where}: Action and Resource of a statement are texts; got ${JSON.stringify(value)}`);
}
