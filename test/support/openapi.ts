import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

type Node = Readonly<Record<string, unknown>>;

export interface DescribedParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
}

export interface DescribedResponse {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: {
    readonly 'application/json': {
      readonly schema: Node;
      readonly examples?: Readonly<Record<string, { readonly value: { readonly errorCode: string } }>>;
    };
  };
  readonly 'x-answered-by'?: 'gateway';
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly DescribedParameter[];
  readonly body: { readonly schema: Node; readonly examples: readonly unknown[] } | undefined;
  /** What must be granted, by security scheme. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
  /** By status, or a range of it such as `5XX`. */
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

export const DESCRIPTION = parse(readFileSync('docs/openapi.yaml', 'utf8')) as Node;

/** Every reference there is, those of discriminators too. */
export function references(node: unknown = DESCRIPTION): string[] {
  if (typeof node === 'string') return node.startsWith('#/') ? [node] : [];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap((value) => references(value)) : [];
}

/** What a `$ref` of the document leads to; fails when it leads nowhere. */
export function lookUp(reference: string): unknown {
  let node: unknown = DESCRIPTION;
  for (const key of reference.replace('#/', '').split('/')) {
    node = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined;
  }
  if (node === undefined) throw new Error(`${reference} leads nowhere`);
  return node;
}

/** The node itself, or what it refers to, and so on below; a schema keeps its references. */
function resolved(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(resolved);
  if (typeof node !== 'object' || node === null) return node;
  const reference: unknown = Reflect.get(node, '$ref');
  if (typeof reference === 'string') return resolved(lookUp(reference));
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === 'schema' ? value : resolved(value)]),
  );
}

const METHODS = new Set(['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'trace']);

export const OPERATIONS: readonly Operation[] = Object.entries(DESCRIPTION['paths'] as Node).flatMap(
  ([path, item]) => {
    const { parameters = [], ...members } = resolved(item) as Record<string, never> & { parameters?: [] };
    return Object.entries(members)
      .filter(([method]) => METHODS.has(method))
      .map(([method, node]) => operationOf(method.toUpperCase(), path, parameters, node));
  },
);

function operationOf(method: string, path: string, shared: readonly DescribedParameter[], node: Node): Operation {
  const {
    operationId,
    parameters = [],
    requestBody,
    responses,
    security,
  } = node as unknown as {
    operationId: string;
    parameters?: DescribedParameter[];
    requestBody?: { content: { 'application/json': { schema: Node; examples: Record<string, { value: unknown }> } } };
    responses: Operation['responses'];
    security: Operation['scopes'][];
  };
  const content = requestBody?.content['application/json'];
  return {
    method,
    path,
    operationId,
    parameters: [...shared, ...parameters],
    body: content && { schema: content.schema, examples: Object.values(content.examples).map(({ value }) => value) },
    scopes: Object.assign({}, ...security) as Operation['scopes'],
    responses,
  };
}

export function operation(operationId: string): Operation {
  const found = OPERATIONS.find((each) => each.operationId === operationId);
  if (!found) throw new Error(`no operation "${operationId}" is described`);
  return found;
}

/** The response described for a status, also as part of a range. */
export const responseOf = ({ responses }: Operation, status: number): DescribedResponse | undefined =>
  responses[String(status)] ?? responses[`${String(status).charAt(0)}XX`];

const SCHEMAS = (DESCRIPTION['components'] as { readonly schemas: Node }).schemas;

/** Strict: a keyword that is none is a mistake of the document. */
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
for (const keyword of ['discriminator', 'x-extension']) ajv.addKeyword(keyword);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/);
ajv.addFormat('uuid', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
ajv.addFormat('uri', (text) => URL.canParse(text));
ajv.addSchema(definitions({ $id: 'description', $defs: SCHEMAS }));

/** JSON Schema's own place for definitions, instead of OpenAPI's. */
function definitions<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', 'description#/$defs/')) as T;
}

const validators = new WeakMap<Node, ValidateFunction>();

function validatorOf(schema: Node): ValidateFunction {
  const validate = validators.get(schema) ?? ajv.compile(definitions(schema));
  validators.set(schema, validate);
  return validate;
}

/** What is wrong with a value, in words; empty when it is as described. */
export function problemsOf(schema: Node, value: unknown): string[] {
  const validate = validatorOf(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
  );
}
