import { type Filter, parse } from 'scim2-parse-filter';
import { excerpt } from '../http/excerpt.ts';
import { OktaError } from './okta-error.ts';

/** Okta: "literal values can be strings, numbers, date times enclosed in double quotes, and Boolean values". */
export type Literal = string | number | boolean;

const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;

export interface Comparison {
  readonly op: (typeof COMPARISONS)[number];
  readonly attribute: string;
  readonly literal: Literal;
}

export type Expression =
  | Comparison
  | { readonly op: 'pr'; readonly attribute: string }
  | { readonly op: 'not'; readonly operand: Expression }
  | { readonly op: 'and' | 'or'; readonly operands: readonly Expression[] };

/** A filter stands in a URL; few proxies pass on a longer one. */
const MAX_LENGTH = 2_000;
/** The parser calls itself for each parenthesis. */
const MAX_DEPTH = 50;

/**
 * A SCIM filter as Okta has it: no `[ ]`, operators in any case. Fails with E0000053 for anything else. The parser is
 * given the filter without its literals: it does not read all JSON strings ("a\\b"), nor all negative numbers.
 */
export function parseScimFilter(text: string): Expression {
  const fail = (problem: string): never => {
    throw new OktaError(400, 'E0000053', `Invalid filter '${excerpt(text)}': ${problem}`);
  };
  if (text.length > MAX_LENGTH) fail(`it must have at most ${MAX_LENGTH} characters; got ${text.length}`);

  const { outline, literals } = liftLiterals(text);
  if (literals.includes(undefined))
    fail('a value in double quotes must be a JSON string, and any other a JSON number');
  if (depthOf(outline) > MAX_DEPTH) fail(`parentheses must not stand deeper than ${MAX_DEPTH}`);

  const expression = toExpression(parseOutline(outline), literals);
  return (
    expression ??
    fail(`it must be made of: attribute pr, attribute ${COMPARISONS.join('|')} value, and, or, not, parentheses`)
  );
}

type Literals = readonly (Literal | undefined)[];

const LITERAL = /"(?:[^"\\]|\\.)*"|(?<=\s)-\d[^\s()]*/gs;

/** Each literal is replaced by its number in quotes. Undefined stands for one that is no JSON. */
function liftLiterals(text: string): { readonly outline: string; readonly literals: Literals } {
  const literals: (Literal | undefined)[] = [];
  const outline = text.replaceAll(LITERAL, (literal) => `"${literals.push(literalOf(literal)) - 1}"`);
  return { outline, literals };
}

function literalOf(json: string): string | number | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

function depthOf(outline: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of outline) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function parseOutline(outline: string): Filter | undefined {
  try {
    return parse(outline);
  } catch {
    return undefined;
  }
}

/**
 * Undefined for what is none of ours, such as `a[b eq 1]`. The parser takes some words for logical operators that are members of every
 * object (`a pr constructor b pr`), and `not` between two expressions.
 */
function toExpression(filter: Filter | undefined, literals: Literals): Expression | undefined {
  if (filter === undefined) return undefined;
  if ('filters' in filter) {
    const { op } = filter;
    const operands = filter.filters.map((operand) => toExpression(operand, literals));
    return (op === 'and' || op === 'or') && operands.every((operand) => operand !== undefined)
      ? { op, operands }
      : undefined;
  }
  if (filter.op === 'not') {
    const operand = toExpression(filter.filter, literals);
    return operand && { op: 'not', operand };
  }
  if (filter.op === 'pr') return { op: 'pr', attribute: filter.attrPath };
  if (!('compValue' in filter)) return undefined;

  const { op, attrPath: attribute, compValue } = filter;
  const literal = typeof compValue === 'string' ? literals[Number(compValue)] : compValue;
  return COMPARISONS.includes(op) && literal !== undefined && literal !== null
    ? { op, attribute, literal }
    : undefined;
}
