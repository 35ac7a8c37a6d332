import { cliName, type Operation, type ServiceModel, serviceModel, type Shape } from './aws-service-model.ts';

/** Options of every command, and of those that page. */
const GLOBAL_OPTIONS = new Set(['query', 'output', 'region', 'profile', 'no-cli-pager', 'max-items', 'no-paginate']);

interface CustomCommand {
  readonly positional: number;
  readonly options: readonly string[];
}

/** Commands that no service model has, as AWS documents them for version 2 of its CLI. */
const CUSTOM_COMMANDS: Readonly<Record<string, CustomCommand>> = {
  'logs tail': { positional: 1, options: ['since', 'follow', 'format', 'filter-pattern', 'log-stream-names'] },
  's3 cp': { positional: 2, options: ['recursive', 'exclude', 'include', 'quiet', 'dryrun'] },
  's3 ls': { positional: 1, options: ['recursive', 'summarize', 'human-readable'] },
  's3 rm': { positional: 1, options: ['recursive', 'exclude', 'include', 'quiet', 'dryrun'] },
};

/** What is wrong with a command line of the AWS CLI, as far as that can be told without AWS. */
export function problemsOf(words: readonly string[]): readonly string[] {
  const [, service = '', name = '', ...rest] = words;
  const { positional, options } = divide(rest);
  const custom = CUSTOM_COMMANDS[`${service} ${name}`];
  if (custom) return customProblems(custom, positional, options);

  const model = serviceModel(service);
  if (!model) return [`there is no service ${service}`];
  const [asked, unexpected] = name === 'wait' ? waiterOperation(model, positional) : [name, positional];
  const operation = Object.entries(model.operations).find(([operationName]) => cliName(operationName) === asked)?.[1];
  if (!operation) return [`${service} has no operation ${name}`];
  return [
    ...unexpected.map((word) => `${word} is no option`),
    ...inputProblems(model, operation, options),
    ...queryProblems(model, operation, options.get('query')?.[0]),
  ];
}

/** `wait <waiter>` takes the options of the operation that it asks again and again. */
function waiterOperation({ waiters }: ServiceModel, [waiter = '', ...rest]: readonly string[]) {
  const found = Object.entries(waiters).find(([waiterName]) => cliName(waiterName) === waiter)?.[1];
  return [cliName(found?.operation ?? ''), rest] as const;
}

interface Divided {
  readonly positional: readonly string[];
  readonly options: ReadonlyMap<string, readonly string[]>;
}

function divide(words: readonly string[]): Divided {
  const positional: string[] = [];
  const options = new Map<string, string[]>();
  let values = positional;
  for (const word of words) {
    if (word.startsWith('--')) options.set(word.slice(2), (values = []));
    else values.push(word);
  }
  return { positional, options };
}

const customProblems = (custom: CustomCommand, positional: readonly string[], options: Divided['options']) => [
  ...(positional.length === custom.positional ? [] : [`wants ${custom.positional} arguments before its options`]),
  ...[...options.keys()]
    .filter((option) => !GLOBAL_OPTIONS.has(option) && !custom.options.includes(option))
    .map((option) => `there is no option --${option}`),
];

function inputProblems(model: ServiceModel, { input }: Operation, options: Divided['options']): readonly string[] {
  const { members = {}, required = [] } = (input && model.shapes[input.shape]) ?? { type: 'structure' };
  const byOption = new Map(Object.entries(members).map(([member, { shape }]) => [cliName(member), shape]));
  const missing = required.map(cliName).filter((option) => !options.has(option) && !options.has(`no-${option}`));
  return [
    ...missing.map((option) => `lacks --${option}`),
    ...[...options].flatMap(([option, values]) => {
      if (GLOBAL_OPTIONS.has(option)) return [];
      const shapeName = byOption.get(option) ?? byOption.get(option.replace(/^no-/, ''));
      const shape = shapeName === undefined ? undefined : model.shapes[shapeName];
      return shape ? valueProblems(model, option, shape, values) : [`there is no option --${option}`];
    }),
  ];
}

function valueProblems(
  model: ServiceModel,
  option: string,
  shape: Shape,
  values: readonly string[],
): readonly string[] {
  if (shape.type === 'boolean') return values.length === 0 ? [] : [`--${option} takes no value`];
  if (values.length === 0) return [`--${option} lacks a value`];
  if (values.some((value) => /^[[{]/.test(value) && !isJson(value))) return [`--${option} is no JSON`];
  const item = shape.member ? model.shapes[shape.member.shape] : undefined;
  if (!item && shape.type !== 'map' && values.length > 1) return [`--${option} takes one value`];
  return values.flatMap((value) => scalarProblems(option, item ?? shape, value));
}

function scalarProblems(option: string, shape: Shape, value: string): readonly string[] {
  if (/^(file|fileb):\/\/|^[[{]/.test(value)) return [];
  if (shape.enum && !shape.enum.includes(value)) return [`--${option} is none of ${shape.enum.join(', ')}`];
  if (/^(integer|long|double|float)$/.test(shape.type) && !Number.isFinite(Number(value))) {
    return [`--${option} is no number`];
  }
  if (shape.type !== 'structure') return [];
  // The CLI's shorthand: Key=value,Key=value
  const keys = [...value.matchAll(/(?:^|,)(\w+)@?=/g)].map(([, key = '']) => key);
  const unknown = keys.filter((key) => !(key in (shape.members ?? {})));
  return keys.length === 0 ? [`--${option} is no shorthand`] : unknown.map((key) => `--${option} has no ${key}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Of a `--query`, whether it begins with something that the answer has. */
function queryProblems(model: ServiceModel, { output }: Operation, query: string | undefined): readonly string[] {
  const first = /^\w+/.exec(query ?? '')?.[0];
  if (first === undefined) return [];
  const members = output ? model.shapes[output.shape]?.members : undefined;
  return members && first in members ? [] : [`the answer has no ${first}`];
}
