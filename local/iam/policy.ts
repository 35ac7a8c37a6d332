import { isObject } from '../is-object.ts';
import { refuseUnplayed } from '../unplayed.ts';
import { type Condition, parseConditions } from './condition.ts';
import { parsePrincipals, type Principals } from './principals.ts';

export interface Statement {
  /** The policy that it stands in, and its Sid or its number there. */
  readonly name: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  readonly resources: Patterns;
  readonly conditions: readonly Condition[];
  /** Whom the statement of a resource is about. That of an identity is about the identity. */
  readonly principals?: Principals | undefined;
}

/** What one of these patterns matches, or, `isExcept`, what none of them does. */
export interface Patterns {
  readonly patterns: readonly string[];
  readonly isExcept: boolean;
}

/** Attached to an identity, attached to a resource, or the one that says who may assume a role. */
export type PolicyKind = 'identity' | 'resource' | 'trust';

/**
 * The statements of an IAM policy document whose intrinsics are resolved. Fails by name on what is not evaluated here.
 */
export function parsePolicy(where: string, document: unknown, kind: PolicyKind = 'identity'): readonly Statement[] {
  if (!isObject(document)) throw new Error(`${where}: a policy document is an object`);
  const { Statement: statements } = document;
  return list(statements).map((statement, index) => parseStatement(where, statement, { index, kind }));
}

const PLAYED = ['Sid', 'Effect', 'Action', 'NotAction', 'Condition'];
const OF_KIND: Readonly<Record<PolicyKind, readonly string[]>> = {
  identity: ['Resource', 'NotResource'],
  resource: ['Resource', 'NotResource', 'Principal'],
  trust: ['Principal'],
};

function parseStatement(
  where: string,
  statement: unknown,
  { index, kind }: { readonly index: number; readonly kind: PolicyKind },
): Statement {
  if (!isObject(statement)) throw new Error(`${where}: a statement of a policy is an object`);
  refuseUnplayed(where, statement, [...PLAYED, ...OF_KIND[kind]]);
  const { Sid, Effect: effect, Action, NotAction, Resource, NotResource, Condition: block, Principal } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new Error(`${where}: Effect is Allow or Deny; got ${JSON.stringify(effect)}`);
  }
  return {
    name: `${where}, statement ${typeof Sid === 'string' ? Sid : index + 1}`,
    effect,
    actions: patterns(where, Action, NotAction),
    resources: kind === 'trust' ? EVERYTHING : patterns(where, Resource, NotResource),
    conditions: parseConditions(where, block),
    ...(kind !== 'identity' && { principals: parsePrincipals(where, Principal) }),
  };
}

/** The role that a trust policy belongs to. */
const EVERYTHING: Patterns = { patterns: ['*'], isExcept: false };

function patterns(where: string, included: unknown, excepted: unknown): Patterns {
  if (included !== undefined && excepted !== undefined) {
    throw new Error(`${where}: a statement has Action or NotAction, Resource or NotResource, and not both`);
  }
  const isExcept = included === undefined && excepted !== undefined;
  return { patterns: texts(where, isExcept ? excepted : included), isExcept };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function texts(where: string, value: unknown): readonly string[] {
  const all = list(value);
  if (all.length === 0 || !all.every((each) => typeof each === 'string')) {
    throw new Error(`${where}: Action and Resource of a statement are texts; got ${JSON.stringify(value)}`);
  }
  const variable = all.find((each) => each.includes('${'));
  if (variable !== undefined)
    throw new Error(`${where}: the embedded run knows no policy variables; got ${variable}`);
  return all;
}
