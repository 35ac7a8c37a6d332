import { isObject } from './is-object.ts';

/** Whether an event is one that a rule is about. */
export type EventPattern = (event: unknown) => boolean;

/**
 * An EventBridge pattern of exact values and prefixes, of the event's own fields and of those of its detail. Anything
 * else a pattern may say fails by name: a rule that matches other events than the deployed one would be worse than none.
 */
export function eventPattern(where: string, pattern: unknown): EventPattern {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    throw new Error(`${where}: an event pattern is an object with fields; got ${JSON.stringify(pattern)}`);
  }
  const fields = Object.entries(pattern).map(
    ([name, wanted]) => [name, fieldPattern(`${where}: ${name}`, wanted)] as const,
  );
  return (event) => isObject(event) && fields.every(([name, matches]) => matches(event[name]));
}

function fieldPattern(where: string, wanted: unknown): EventPattern {
  if (isObject(wanted)) return eventPattern(where, wanted);
  if (!Array.isArray(wanted)) throw new Error(`${where}: a pattern lists values; got ${JSON.stringify(wanted)}`);
  const alternatives = wanted.map((value) => valuePattern(where, value));
  // EventBridge: of a field with several values one must match.
  return (value) =>
    (Array.isArray(value) ? value : [value]).some((each) => alternatives.some((matches) => matches(each)));
}

function valuePattern(where: string, wanted: unknown): EventPattern {
  if (!isObject(wanted)) return (value) => value === wanted;
  const { prefix, ...others } = wanted;
  if (typeof prefix !== 'string' || Object.keys(others).length > 0) {
    throw new Error(`${where}: the embedded run matches exact values and prefixes, not ${JSON.stringify(wanted)}`);
  }
  return (value) => typeof value === 'string' && value.startsWith(prefix);
}
