import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';

/** One conditional write as data: what to set, what to copy within the item, and what must stand there before. */
export interface ConditionalUpdate {
  readonly set: Readonly<Record<string, unknown>>;
  /** Attribute → attribute of the same item whose stored value it takes. */
  readonly copy?: Readonly<Record<string, string>>;
  /** List attribute → what is added at its end; a list that is not there begins with it. */
  readonly append?: Readonly<Record<string, unknown>>;
  /** Path (dots descend into maps) → value expected; undefined expects that there is none. */
  readonly expect?: Readonly<Record<string, unknown>>;
}

type Expression = Pick<
  UpdateCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Every name goes through a placeholder: DynamoDB reserves status, read, cursor, after and 570 other words. */
export function compile({ set, copy = {}, append = {}, expect = {} }: ConditionalUpdate): Expression {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const path = (dotted: string): string =>
    dotted
      .split('.')
      .map((name) => {
        names[`#${name}`] = name;
        return `#${name}`;
      })
      .join('.');
  const value = (of: unknown): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = of;
    return placeholder;
  };

  const assignments = [
    ...Object.entries(set).map(([name, to]) => `${path(name)} = ${value(to)}`),
    ...Object.entries(copy).map(([name, from]) => `${path(name)} = ${path(from)}`),
    ...Object.entries(append).map(
      ([name, added]) => `${path(name)} = list_append(if_not_exists(${path(name)}, ${value([])}), ${value([added])})`,
    ),
  ];
  const conditions = Object.entries(expect).map(([name, expected]) =>
    expected === undefined ? `attribute_not_exists(${path(name)})` : `${path(name)} = ${value(expected)}`,
  );
  return {
    UpdateExpression: `SET ${assignments.join(', ')}`,
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}
