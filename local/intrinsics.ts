/** What a provisioned resource answers to `Ref` and `Fn::GetAtt`. */
export interface Provisioned {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Scope {
  /** `AWS::Region` and its like. */
  readonly pseudo: Readonly<Record<string, string>>;
  readonly resources: ReadonlyMap<string, Provisioned>;
}

/**
 * Evaluates CloudFormation's intrinsic functions in a template value. An intrinsic, pseudo parameter or resource it does
 * not know throws by name: a wrong guess would be wired into a function.
 */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((element) => resolve(element, scope));
  if (value === null || typeof value !== 'object') return value;

  const [[name, argument] = [], ...others] = Object.entries(value);
  if (name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    return evaluate(name, argument, scope);
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member, scope)]));
}

/** The same for a value that must come to a text. */
export function resolveText(value: unknown, scope: Scope): string {
  const resolved = resolve(value, scope);
  if (typeof resolved === 'string') return resolved;
  if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
  throw new Error(`a text is expected, not ${JSON.stringify(value)}`);
}

function evaluate(name: string, argument: unknown, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return reference(String(argument), scope);
    case 'Fn::GetAtt':
      return attribute(argument, scope);
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown];
      return (resolve(parts, scope) as unknown[]).join(separator);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Select': {
      const [index, list] = argument as [number | string, unknown];
      return (resolve(list, scope) as unknown[])[Number(index)];
    }
    case 'Fn::Split': {
      const [separator, text] = argument as [string, unknown];
      return resolveText(text, scope).split(separator);
    }
    default:
      throw new Error(`the embedded run does not evaluate ${name}`);
  }
}

function reference(name: string, { pseudo, resources }: Scope): string {
  const value = ownOf(pseudo, name) ?? resources.get(name)?.ref;
  if (value === undefined)
    throw new Error(`the embedded run has no resource or pseudo parameter "${name}" to refer to`);
  return value;
}

function attribute(argument: unknown, { resources }: Scope): string {
  const [logicalId = '', name = ''] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  const value = ownOf(resources.get(logicalId)?.attributes ?? {}, name);
  if (value === undefined) throw new Error(`the embedded run does not know attribute ${name} of "${logicalId}"`);
  return value;
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, variables] = Array.isArray(argument)
    ? (argument as [string, Record<string, unknown>])
    : [String(argument), {} as Record<string, unknown>];
  return text.replace(/\$\{([^!}][^}]*)\}/g, (_match, name: string) => {
    if (Object.hasOwn(variables, name)) return resolveText(variables[name], scope);
    return name.includes('.') ? attribute(name, scope) : reference(name, scope);
  });
}

/** A name may be that of a member which every object inherits. */
const ownOf = <T>(members: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;
