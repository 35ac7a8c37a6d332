import { publishedMs } from '../core/log-event.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Comparison, Expression, Literal } from './scim-filter.ts';

/**
 * Whether an event, parsed, is what a filter asks for.
 *
 * Okta: "attribute and operator values must be identical" for `eq` and "must be a substring" for `sw`, so upper and
 * lower case differ, for all operators alike. `ne` is the opposite of `eq`: "if the attribute value does not match",
 * also where there is none. Of several values, as those of targets, one is enough, each time another one.
 */
export function matches(expression: Expression, event: unknown): boolean {
  switch (expression.op) {
    case 'and':
      return expression.operands.every((operand) => matches(operand, event));
    case 'or':
      return expression.operands.some((operand) => matches(operand, event));
    case 'not':
      return !matches(expression.operand, event);
    case 'pr':
      return valuesAt(event, expression.attribute).some(hasContent);
    case 'ne':
      return valuesAt(event, expression.attribute).every((value) => HOLDS.ne(value, expression.literal));
    case 'eq':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return valuesAt(event, expression.attribute).some((value) => HOLDS[expression.op](value, expression.literal));
    default:
      return unreachable(expression);
  }
}

/** All values at a path, across the elements of arrays. Own members only: every object inherits a constructor. */
const valuesAt = (event: unknown, path: string): unknown[] =>
  path
    .split('.')
    .reduce((values, name) => values.flatMap((value) => elementsOf(memberOf(value, name))), elementsOf(event));

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

const elementsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(elementsOf) : [value]);

/** Okta: "has a non-empty value or contains a non-empty node". */
function hasContent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.values(value).some(hasContent);
}

const HOLDS: Readonly<Record<Comparison['op'], (value: unknown, literal: Literal) => boolean>> = {
  eq: (value, literal) => orderOf(value, literal) === 0,
  ne: (value, literal) => orderOf(value, literal) !== 0,
  co: (value, literal) => isText(value) && value.includes(String(literal)),
  sw: (value, literal) => isText(value) && value.startsWith(String(literal)),
  ew: (value, literal) => isText(value) && value.endsWith(String(literal)),
  gt: (value, literal) => orderOf(value, literal) > 0,
  ge: (value, literal) => orderOf(value, literal) >= 0,
  lt: (value, literal) => orderOf(value, literal) < 0,
  le: (value, literal) => orderOf(value, literal) <= 0,
};

const isText = (value: unknown): value is string => typeof value === 'string';

/** Below, at or above zero as the value is before, equal to or behind the literal; NaN if the two have no order. */
function orderOf(value: unknown, literal: Literal): number {
  if (typeof value === 'string' && typeof literal === 'string') {
    const [valueMs, literalMs] = [publishedMs({ published: value }), publishedMs({ published: literal })];
    if (valueMs !== undefined && literalMs !== undefined) return valueMs - literalMs;
    return value === literal ? 0 : value < literal ? -1 : 1;
  }
  if (typeof value === 'number' && typeof literal === 'number') return value - literal;
  return value === literal ? 0 : Number.NaN;
}
