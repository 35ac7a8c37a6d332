import { join } from 'node:path';
import { CREDENTIALS } from './account.ts';
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
  mappings: template
    .ofType('AWS::Lambda::EventSourceMapping')
    .map((resource) => readMapping(template, resource, scope)),
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

/** A function signs with a key of its own, by which it is known what its role allows. */
const credentialsOf = (logicalId: string) => ({
  AWS_ACCESS_KEY_ID: logicalId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
});

function readFunction(
  template: StackTemplate,
  { logicalId, properties }: TemplateResource,
  scope: Scope,
  environment: Readonly<Record<string, string>>,
): FunctionDefinition {
  const { S3Key } = properties['Code'] as { S3Key: string };
  const [module = '', exportName = ''] = String(properties['Handler']).split('.');
  const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
  const { LogGroup } = (properties['LoggingConfig'] ?? {}) as { LogGroup?: unknown };
  const declared = Object.entries(Variables).map(([name, value]) => [name, resolveText(value, scope)] as const);
  return {
    name: logicalId,
    bundle: join(template.assetFolder(S3Key), `${module}.mjs`),
    exportName,
    environment: { ...Object.fromEntries(declared), ...environment, ...credentialsOf(logicalId) },
    timeoutMs: timeoutMsOf(properties),
    logGroup: resolveText(LogGroup ?? `/aws/lambda/${logicalId}`, scope),
    memoryMb: Number(properties['MemorySize']),
    maxConcurrency: Number(properties['ReservedConcurrentExecutions'] ?? UNRESERVED_CONCURRENCY),
  };
}

/** Lambda: three seconds where nothing is said. */
const timeoutMsOf = (properties: TemplateResource['properties']): number =>
  Number(properties['Timeout'] ?? 3) * 1_000;

function readMapping(
  template: StackTemplate,
  { logicalId, properties }: TemplateResource,
  scope: Scope,
): Wiring['mappings'][number] {
  const queueArn = resolveText(properties['EventSourceArn'], scope);
  const queue = [...scope.resources.values()].find(({ attributes }) => attributes['Arn'] === queueArn);
  if (!queue) throw new Error(`an event source mapping names "${queueArn}", which is no queue of the stack`);
  const functionName = resolveText(properties['FunctionName'], scope);
  const consumer = template.ofType('AWS::Lambda::Function').find((each) => each.logicalId === functionName);
  const scaling = properties['ScalingConfig'] as { MaximumConcurrency?: number } | undefined;
  return {
    queueArn,
    name: logicalId,
    queueUrl: queue.ref,
    functionName,
    timeoutMs: timeoutMsOf(consumer?.properties ?? {}),
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
