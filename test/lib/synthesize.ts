import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { OktaLogStreaming, type OktaLogStreamingProps } from '../../lib/okta-log-streaming.ts';

export const ORG_URL = 'https://acme.okta.com';

/** Functions get no code then, and synthesis takes no seconds. */
export const WITHOUT_BUNDLING = { 'aws:cdk:bundling-stacks': [] };

const assemblies = mkdtempSync(join(tmpdir(), 'okta-log-streaming-'));
afterAll(() => rmSync(assemblies, { recursive: true }));

/** A folder for one app's templates, which is gone after the tests. */
export const temporaryOutdir = (): string => mkdtempSync(join(assemblies, 'app-'));

/** A stack of some other app, which has neither our feature flags nor our checks. */
export function foreignStack(): Stack {
  const outdir = temporaryOutdir();
  const app = new App({ builtinCloudFormationValidation: false, context: WITHOUT_BUNDLING, outdir });
  return new Stack(app, 'Foreign');
}

export function synthesize(props: Partial<OktaLogStreamingProps> = {}): Template {
  const streaming = new OktaLogStreaming(foreignStack(), 'Streaming', { orgUrl: ORG_URL, ...props });
  return Template.fromStack(Stack.of(streaming));
}

type JsonObject = Record<string, unknown>;

export function object(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null) throw new Error(`${JSON.stringify(value)} is not an object`);
  return { ...value };
}

/** CloudFormation lets a list of one be written without brackets. */
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

export const resourceIds = (template: Template): string[] => Object.keys(object(template.toJSON()['Resources']));

/** The properties of the resources of `type` whose logical ids contain `name`. */
export const allPropertiesOf = (template: Template, type: string, name = ''): JsonObject[] =>
  Object.entries(template.findResources(type))
    .filter(([id]) => id.includes(name))
    .map(([, { Properties }]) => object(Properties ?? {}));

/** The properties of the only resource of `type` whose logical id contains `name`. */
export function propertiesOf(template: Template, type: string, name = ''): JsonObject {
  const [properties, ...others] = allPropertiesOf(template, type, name);
  if (!properties || others.length > 0) throw new Error(`not exactly one ${type} is named ${name}`);
  return properties;
}

/** The variables of the only function whose logical id contains `name`. */
export function environmentOf(template: Template, name: string): Record<string, string> {
  const { Environment } = propertiesOf(template, 'AWS::Lambda::Function', name);
  const variables = Object.entries(object(object(Environment)['Variables']));
  return Object.fromEntries(variables.map(([key, value]) => [key, flatten(value)]));
}

/** The statements of a policy resource. */
export const statementsOf = (policy: JsonObject): JsonObject[] =>
  list(object(policy['PolicyDocument'])['Statement']).map(object);

/** "action resource" for each of both that a statement allows or denies. */
export const permissionsIn = (statement: JsonObject): string[] =>
  list(statement['Action']).flatMap((action) =>
    list(statement['Resource']).map((resource) => `${String(action)} ${flatten(resource)}`),
  );

/** A value of the template as one string, with references in angle brackets and logical ids without their hash. */
export function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  const [intrinsic, argument] = Object.entries(object(value))[0] ?? [];
  if (intrinsic === 'Ref') return `<${withoutHash(argument)}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${list(argument).map(withoutHash).join('.')}>`;
  if (intrinsic === 'Fn::Join') return list(list(argument)[1]).map(flatten).join('');
  throw new Error(`cannot flatten ${JSON.stringify(value)}`);
}

const withoutHash = (logicalId: unknown): string => String(logicalId).replace(/[0-9A-F]{8}$/, '');
