import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { condition, type Item, type Operands, update } from './expressions.ts';

/** How a call gets to the table and its answer back. */
export type Carry = <T>(operation: string, effect: () => T) => Promise<T>;

export interface Written {
  readonly sk: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface SimulatedTable {
  /** A client whose calls `carry` takes to the table; the adapters of the functions work with it as it is. */
  client(carry: Carry): DynamoDBDocumentClient;
  items(): readonly Item[];
}

type Key = Readonly<Record<string, unknown>>;

interface Expressions {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
}

/** As the document client marshals with `removeUndefinedValues`, and so that nobody holds what is stored. */
const copy = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));

/**
 * DynamoDB as far as it is used here: single items, conditional writes and queries of one partition, each at one moment.
 * A read that does not ask for consistency gets what was there before the last write.
 */
export function simulatedTable(onWrite: (written: Written) => void = () => undefined): SimulatedTable {
  const partitions = new Map<string, Map<string, Item>>();
  const partition = (pk: unknown): Map<string, Item> => {
    const items = partitions.get(String(pk)) ?? new Map<string, Item>();
    partitions.set(String(pk), items);
    return items;
  };
  const find = ({ pk, sk }: Key): Item | undefined => partition(pk).get(String(sk));
  const replaced = new Map<string, Item | undefined>();
  const placeOf = (pk: unknown, sk: unknown): string => JSON.stringify([pk, sk]);
  const asOfBefore = (pk: unknown, item: Item | undefined, sk: unknown): Item | undefined => {
    const place = placeOf(pk, sk);
    return replaced.has(place) ? replaced.get(place) : item;
  };

  const operands = (item: Item | undefined, input: Expressions): Operands => ({
    item,
    names: input.ExpressionAttributeNames ?? {},
    values: copy(input.ExpressionAttributeValues ?? {}),
  });
  const write = (key: Key, input: Expressions, next: (with_: Operands) => Item | undefined): Item | undefined => {
    const before = find(key);
    const given = operands(before, input);
    if (input.ConditionExpression !== undefined && !condition(input.ConditionExpression)(given)) throw refused();
    const after = next(given);
    const sk = String(key['sk']);
    replaced.set(placeOf(key['pk'], sk), before);
    if (after) partition(key['pk']).set(sk, copy(after));
    else partition(key['pk']).delete(sk);
    onWrite({ sk, before, after });
    return after;
  };

  const perform = (command: unknown): unknown => {
    if (command instanceof GetCommand) {
      const { Key = {}, ConsistentRead } = command.input;
      return { Item: copy(ConsistentRead ? find(Key) : asOfBefore(Key['pk'], find(Key), Key['sk'])) };
    }
    if (command instanceof PutCommand) {
      const { Item = {} } = command.input;
      return void write(Item, command.input, () => Item);
    }
    if (command instanceof UpdateCommand) {
      const { Key = {}, UpdateExpression = '' } = command.input;
      return void write(Key, command.input, (given) => ({ ...Key, ...update(UpdateExpression)(given) }));
    }
    if (command instanceof DeleteCommand) return void write(command.input.Key ?? {}, command.input, () => undefined);
    if (command instanceof QueryCommand) {
      const {
        KeyConditionExpression = '',
        ExpressionAttributeValues = {},
        ScanIndexForward = true,
        ConsistentRead,
      } = command.input;
      const pk = ExpressionAttributeValues[':pk'];
      const holds = condition(KeyConditionExpression);
      const found = [...partition(pk).values()]
        .flatMap((item): Item[] => {
          const seen = ConsistentRead ? item : asOfBefore(pk, item, item['sk']);
          return seen ? [seen] : [];
        })
        .filter((item) => holds(operands(item, command.input)))
        .toSorted((a, b) => (String(a['sk']) < String(b['sk']) ? -1 : 1));
      return { Items: copy(ScanIndexForward ? found : found.toReversed()) };
    }
    throw new TypeError('this command is not simulated');
  };

  return {
    client: (carry) =>
      Object.assign(Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient, {
        send: (command: object) => carry(command.constructor.name, () => perform(command) ?? {}),
      }),
    items: () => [...partitions.values()].flatMap((items) => [...items.values()]),
  };
}

const refused = () =>
  new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
