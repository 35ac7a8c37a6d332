import { join } from 'node:path';
import type { RuleDefinition } from './event-rules.ts';
import type { MappingDefinition } from './event-source-mapping.ts';
import { resolve, resolveText, type Scope } from './intrinsics.ts';
import type { FunctionDefinition } from './local-function.ts';
import { readRules } from './read-rules.ts';
import type { ScheduleDefinition } from './schedule.ts';
import type { StackTemplate, TemplateResource } from './template.ts';

/** Lambda's account-wide concurrency is 1,000; on one machine a handful of instances is plenty. */
const UNRESERVED_CONCURRENCY = 8;

/** Functions, mappings, schedules and rules as the template declares them; nothing is wired twice. */
export interface Wiring {
  readonly functions: readonly FunctionDefinition[];
  readonly mappings: readonly (MappingDefinition & { readonly functionName: string })[];
  readonly schedules: readonly ScheduleDefinition[];
  readonly rules: readonly RuleDefinition[];
}

export const readWiring = (
  template: StackTemplate,
  scope: Scope,
  environment: Readonly<Record<string, string>>,
): Wiring => ({
  functions: template
    .ofType('AWS::Lambda::Function')
    .map((resource) => readFunction(template, resource, scope, environment)),
  mappings: template.ofType('AWS::Lambda::EventSourceMapping').map((resource) => readMapping(resource, scope)),
  schedules: template.ofType('AWS::Scheduler::Schedule').map((resource) => readSchedule(resource, scope)),
  rules: readRules(template, scope),
});

/** A variable that the template gives its functions; one name has one value wherever it occurs. */
export const functionVariables =
  (template: StackTemplate, scope: Scope) =>
  (name: string): string => {
    for (const { properties } of template.ofType('AWS::Lambda::Function')) {
      const { Variables } = (properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
      if (Variables?.[name] !== undefined) return resolveText(Variables[name], scope);
    }
    throw new Error(`no function of the template has a variable ${name}`);
  };

function readFunction(
  template: StackTemplate,
  { logicalId, properties }: TemplateResource,
  scope: Scope,
  environment: Readonly<Record<string, string>>,
): FunctionDefinition {
  const { S3Key } = properties['Code'] as { S3Key: string };
  const [module = '', exportName = ''] = String(properties['Handler']).split('.');
  const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
  const declared = Object.entries(Variables).map(([name, value]) => [name, resolveText(value, scope)] as const);
  return {
    name: logicalId,
    bundle: join(template.assetFolder(S3Key), `${module}.mjs`),
    exportName,
    environment: { ...Object.fromEntries(declared), ...environment },
    timeoutMs: Number(properties['Timeout']) * 1000,
    memoryMb: Number(properties['MemorySize']),
    maxConcurrency: Number(properties['ReservedConcurrentExecutions'] ?? UNRESERVED_CONCURRENCY),
  };
}

function readMapping({ properties }: TemplateResource, scope: Scope): Wiring['mappings'][number] {
  const queueArn = resolveText(properties['EventSourceArn'], scope);
  const queue = [...scope.resources.values()].find(({ attributes }) => attributes['Arn'] === queueArn);
  if (!queue) throw new Error(`an event source mapping names "${queueArn}", which is no queue of the stack`);
  const scaling = properties['ScalingConfig'] as { MaximumConcurrency?: number } | undefined;
  return {
    queueArn,
    queueUrl: queue.ref,
    functionName: resolveText(properties['FunctionName'], scope),
    batchSize: Number(properties['BatchSize'] ?? 10),
    maxConcurrency: scaling?.MaximumConcurrency ?? UNRESERVED_CONCURRENCY,
    reportsItemFailures:
      (properties['FunctionResponseTypes'] as string[] | undefined)?.includes('ReportBatchItemFailures') ?? false,
  };
}

function readSchedule({ logicalId, properties }: TemplateResource, scope: Scope): ScheduleDefinition {
  const { Arn, Input } = resolve(properties['Target'], scope) as { Arn: string; Input?: string };
  return { name: logicalId, expression: String(properties['ScheduleExpression']), targetArn: Arn, input: Input };
}
