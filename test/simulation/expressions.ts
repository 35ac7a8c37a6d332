/** What an expression of DynamoDB is evaluated against. */
export interface Operands {
  readonly item: Item | undefined;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

export type Item = Readonly<Record<string, unknown>>;
type Evaluate<T> = (operands: Operands) => T;
type Path = readonly (string | number)[];

const TOKEN = /\s*([#:]?[A-Za-z_]\w*|\d+|[=<>,()[\].])/y;

/** Reads an expression from left to right; fails on whatever it does not know, so that nothing is quietly allowed. */
function reader(expression: string) {
  const tokens: string[] = [];
  let end = (TOKEN.lastIndex = 0);
  for (let match = TOKEN.exec(expression); match; match = TOKEN.exec(expression)) {
    tokens.push(match[1] ?? '');
    end = TOKEN.lastIndex;
  }
  if (expression.slice(end).trim() !== '') throw new SyntaxError(`"${expression}" cannot be read from ${end} on`);
  let index = 0;
  const fail = (wanted: string): never => {
    throw new SyntaxError(`${wanted} was expected at token ${index} of "${expression}"; got "${tokens[index]}"`);
  };
  return {
    peek: () => tokens[index],
    next: () => tokens[index++] ?? fail('more'),
    take: (token: string): boolean => (tokens[index] === token ? (index++, true) : false),
    expect(token: string) {
      if (tokens[index++] !== token) fail(token);
    },
    isDone: () => index >= tokens.length,
    fail,
  };
}

type Reader = ReturnType<typeof reader>;

function readPath(read: Reader): Evaluate<Path> {
  const steps: (string | number)[] = [read.next()];
  for (;;) {
    if (read.take('.')) steps.push(read.next());
    else if (read.take('[')) {
      steps.push(Number(read.next()));
      read.expect(']');
    } else break;
  }
  return ({ names }) =>
    steps.map((step) => (typeof step === 'string' && step.startsWith('#') ? nameOf(names, step) : step));
}

function nameOf(names: Operands['names'], placeholder: string): string {
  const name = names[placeholder];
  if (name === undefined) throw new SyntaxError(`the expression names no attribute ${placeholder}`);
  return name;
}

const valueAt = (item: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    item,
  );

/** `:value`, a path, `size(path)`, `if_not_exists(path, operand)` or `list_append(operand, operand)`. */
function readOperand(read: Reader): Evaluate<unknown> {
  if (read.peek()?.startsWith(':')) {
    const placeholder = read.next();
    return ({ values }) => {
      if (!(placeholder in values)) throw new SyntaxError(`the expression gives no value ${placeholder}`);
      return values[placeholder];
    };
  }
  if (read.take('size')) {
    read.expect('(');
    const path = readPath(read);
    read.expect(')');
    return (operands) => (valueAt(operands.item, path(operands)) as { length?: number } | undefined)?.length;
  }
  if (read.take('if_not_exists')) {
    read.expect('(');
    const path = readPath(read);
    read.expect(',');
    const otherwise = readOperand(read);
    read.expect(')');
    return (operands) => valueAt(operands.item, path(operands)) ?? otherwise(operands);
  }
  if (read.take('list_append')) {
    read.expect('(');
    const first = readOperand(read);
    read.expect(',');
    const second = readOperand(read);
    read.expect(')');
    return (operands) => [...(first(operands) as unknown[]), ...(second(operands) as unknown[])];
  }
  const path = readPath(read);
  return (operands) => valueAt(operands.item, path(operands));
}

function readComparison(read: Reader): Evaluate<boolean> {
  for (const [name, wanted] of [['attribute_exists', true] as const, ['attribute_not_exists', false] as const]) {
    if (!read.take(name)) continue;
    read.expect('(');
    const path = readPath(read);
    read.expect(')');
    return (operands) => (valueAt(operands.item, path(operands)) !== undefined) === wanted;
  }
  const left = readOperand(read);
  if (read.take('=')) {
    const right = readOperand(read);
    // An attribute that is not there equals nothing.
    return (operands) => left(operands) !== undefined && isEqual(left(operands), right(operands));
  }
  if (read.take('<')) {
    const right = readOperand(read);
    return (operands) => left(operands) !== undefined && String(left(operands)) < String(right(operands));
  }
  if (read.take('BETWEEN')) {
    const low = readOperand(read);
    read.expect('AND');
    const high = readOperand(read);
    return (operands) => {
      const value = String(left(operands));
      return value >= String(low(operands)) && value <= String(high(operands));
    };
  }
  return read.fail('a comparison');
}

const isEqual = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** A condition: comparisons with AND between them, of which some are joined by OR. */
function parseCondition(expression: string): Evaluate<boolean> {
  const read = reader(expression);
  const either: Evaluate<boolean>[][] = [[]];
  do {
    either.at(-1)?.push(readComparison(read));
    if (read.take('OR')) either.push([]);
    else if (!read.isDone()) read.expect('AND');
  } while (!read.isDone());
  return (operands) => either.some((all) => all.every((holds) => holds(operands)));
}

/** SET and REMOVE: the item as it is afterwards. */
function parseUpdate(expression: string): Evaluate<Item> {
  const read = reader(expression);
  const changes: ((operands: Operands, changed: Record<string, unknown>) => void)[] = [];
  if (read.take('SET')) {
    do {
      const path = readPath(read);
      read.expect('=');
      const operand = readOperand(read);
      changes.push((operands, changed) => {
        const [attribute, ...deeper] = path(operands);
        if (deeper.length > 0) throw new SyntaxError(`SET of a path within an attribute is not simulated`);
        changed[String(attribute)] = operand(operands);
      });
    } while (read.take(','));
  } else {
    read.expect('REMOVE');
    const path = readPath(read);
    changes.push((operands, changed) => {
      const [attribute, index] = path(operands);
      const list = changed[String(attribute)] as unknown[];
      if (typeof index === 'number') changed[String(attribute)] = list.filter((_, at) => at !== index);
      else Reflect.deleteProperty(changed, String(attribute));
    });
  }
  if (!read.isDone()) read.fail('the end');
  return (operands) => {
    const changed = { ...operands.item };
    for (const change of changes) change(operands, changed);
    return changed;
  };
}

const remembered = <T>(parse: (expression: string) => T): ((expression: string) => T) => {
  const known = new Map<string, T>();
  return (expression) => {
    const parsed = known.get(expression) ?? parse(expression);
    known.set(expression, parsed);
    return parsed;
  };
};

export const condition = remembered(parseCondition);
export const update = remembered(parseUpdate);
