import { eventPattern } from './event-pattern.ts';
import type { RuleDefinition } from './event-rules.ts';
import { resolve, resolveText, type Scope } from './intrinsics.ts';
import { ACCOUNT_ID, REGION } from './account.ts';
import type { StackTemplate, TemplateResource } from './template.ts';
import { oneOf, refuseUnplayed } from './unplayed.ts';

/** The template's EventBridge rules that are switched on. Fails by name on what the embedded run does not play. */
export const readRules = (template: StackTemplate, scope: Scope): readonly RuleDefinition[] =>
  template
    .ofType('AWS::Events::Rule')
    .filter(({ properties }) => properties['State'] !== 'DISABLED')
    .map((rule) => readRule(template, rule, scope));

function readRule(
  template: StackTemplate,
  { logicalId, properties }: TemplateResource,
  scope: Scope,
): RuleDefinition {
  const where = `rule ${logicalId}`;
  const { State = 'ENABLED', EventBusName, EventPattern, Targets } = properties;
  refuseUnplayed(where, properties, [
    'Name',
    'Description',
    'State',
    'EventBusName',
    'EventPattern',
    'Targets',
    'Tags',
  ]);
  oneOf(where, 'State', State, ['ENABLED']);

  const bus = resolveText(EventBusName ?? 'default', scope);
  const targets = (resolve(Targets ?? [], scope) as readonly Readonly<Record<string, unknown>>[]).map((target) => {
    // The last two are for events that could not be handed over, which does not happen here.
    refuseUnplayed(where, target, ['Arn', 'Id', 'RetryPolicy', 'DeadLetterConfig']);
    const arn = String(target['Arn']);
    return { arn, retries: retriesOf(arn, template, scope) };
  });
  return {
    name: logicalId,
    arn: resolveText({ 'Fn::GetAtt': [logicalId, 'Arn'] }, scope),
    busArn: bus.startsWith('arn:') ? bus : `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${bus}`,
    matches: eventPattern(where, resolve(EventPattern, scope)),
    targets,
  };
}

/** Lambda: invokes a function that fails two more times, if it is not told otherwise. */
const DEFAULT_RETRIES = 2;

function retriesOf(functionArn: string, template: StackTemplate, scope: Scope): number {
  const config = template
    .ofType('AWS::Lambda::EventInvokeConfig')
    .find(({ properties }) => scope.resources.get(nameOf(properties, scope))?.attributes['Arn'] === functionArn);
  if (!config) return DEFAULT_RETRIES;
  refuseUnplayed(`invocations ${config.logicalId}`, config.properties, [
    'FunctionName',
    'Qualifier',
    'MaximumRetryAttempts',
  ]);
  return Number(config.properties['MaximumRetryAttempts'] ?? DEFAULT_RETRIES);
}

const nameOf = (properties: TemplateResource['properties'], scope: Scope): string =>
  resolveText(properties['FunctionName'], scope);
