import { isObject } from '../is-object.ts';
import { matches } from './wildcard.ts';

/** One key of one operator of a `Condition`; it is met if one value is, and a negated one if none is. */
export interface Condition {
  readonly operator: string;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** What is known of a call, by condition key in lower case. A key that is not there is absent from the request. */
export type Context = Readonly<Partial<Record<ConditionKey, string>>>;

/** The condition keys that the embedded run knows. A policy with another one is refused, for it would be misread. */
export const CONDITION_KEYS = [
  'aws:principalaccount',
  'aws:principalarn',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'events:detail-type',
  'events:source',
  's3:tlsversion',
] as const;

export type ConditionKey = (typeof CONDITION_KEYS)[number];

type Compare = (actual: string, wanted: string) => boolean;

const equal: Compare = (actual, wanted) => actual === wanted;
const like: Compare = (actual, wanted) => matches(wanted, actual);
/** IAM: component by component, so that a wildcard crosses no colon but those of the sixth, which is the resource. */
const arnLike: Compare = (actual, wanted) => {
  const [components, patterns] = [componentsOf(actual), componentsOf(wanted)];
  return (
    components.length === patterns.length &&
    components.every((component, index) => matches(patterns[index] ?? '', component))
  );
};
const componentsOf = (arn: string): readonly string[] => {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
};
const numeric =
  (compare: (actual: number, wanted: number) => boolean): Compare =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted));

const OPERATORS: ReadonlyMap<string, Compare> = new Map([
  ['StringEquals', equal],
  ['StringLike', like],
  // IAM: the Arn operators take wildcards, the one that is called Equals too.
  ['ArnEquals', arnLike],
  ['ArnLike', arnLike],
  ['Bool', (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()],
  ['NumericEquals', numeric((actual, wanted) => actual === wanted)],
  ['NumericLessThan', numeric((actual, wanted) => actual < wanted)],
  ['NumericLessThanEquals', numeric((actual, wanted) => actual <= wanted)],
  ['NumericGreaterThan', numeric((actual, wanted) => actual > wanted)],
  ['NumericGreaterThanEquals', numeric((actual, wanted) => actual >= wanted)],
]);

const NEGATED: ReadonlyMap<string, string> = new Map([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NumericNotEquals', 'NumericEquals'],
]);

const IF_EXISTS = /IfExists$/;

/** Fails by name on an operator or a key that is not evaluated here. */
export function parseConditions(where: string, block: unknown): readonly Condition[] {
  if (block === undefined) return [];
  if (!isObject(block)) throw new Error(`${where}: Condition of a statement is an object`);
  return Object.entries(block).flatMap(([operator, keys]) => {
    const plain = operator.replace(IF_EXISTS, '');
    const isKnown = OPERATORS.has(plain) || NEGATED.has(plain) || operator === 'Null';
    if (!isKnown) throw new Error(`${where}: the embedded run does not know the condition operator ${operator}`);
    if (!isObject(keys)) throw new Error(`${where}: ${operator} of a Condition is an object`);
    return Object.entries(keys).map(([key, values]) => ({
      operator,
      key: knownKey(where, key),
      values: (Array.isArray(values) ? values : [values]).map((value) => scalar(where, key, value)),
    }));
  });
}

export const areMet = (conditions: readonly Condition[], context: Context): boolean =>
  conditions.every((condition) => isMet(condition, context));

function isMet({ operator, key, values }: Condition, context: Context): boolean {
  const actual = (context as Readonly<Record<string, string | undefined>>)[key];
  if (operator === 'Null') return values.some((value) => (value === 'true') === (actual === undefined));

  const plain = operator.replace(IF_EXISTS, '');
  const positive = NEGATED.get(plain);
  // IAM: what is absent equals nothing, and so is different from everything.
  if (actual === undefined) return IF_EXISTS.test(operator) || positive !== undefined;
  const compare = OPERATORS.get(positive ?? plain);
  const isOneOf = values.some((value) => compare?.(actual, value) ?? false);
  return positive === undefined ? isOneOf : !isOneOf;
}

function knownKey(where: string, key: string): string {
  const known = CONDITION_KEYS.find((each) => each === key.toLowerCase());
  if (known !== undefined) return known;
  throw new Error(
    `${where}: the embedded run does not know the condition key ${key}; it knows ${CONDITION_KEYS.join(', ')}`,
  );
}

function scalar(where: string, key: string, value: unknown): string {
  if (typeof value === 'string') {
    if (value.includes('${')) throw new Error(`${where}: the embedded run knows no policy variables; got ${value}`);
    return value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where}: a value of ${key} is a text, number or boolean; got ${JSON.stringify(value)}`);
}
