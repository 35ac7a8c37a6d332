import { eventPattern } from './event-pattern.ts';
import type { RuleDefinition } from './event-rules.ts';
import { resolve, resolveText, type Scope } from './intrinsics.ts';
import { ACCOUNT_ID, REGION } from './provision.ts';
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
  const targetArns = (resolve(Targets ?? [], scope) as readonly Readonly<Record<string, unknown>>[]).map((target) => {
    // The last two are for events that could not be handed over, which does not happen here.
    refuseUnplayed(where, target, ['Arn', 'Id', 'RetryPolicy', 'DeadLetterConfig']);
    return String(target['Arn']);
  });
  for (const arn of targetArns) refuseRetries(where, arn, template, scope);
  return {
    name: logicalId,
    busArn: bus.startsWith('arn:') ? bus : `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${bus}`,
    matches: eventPattern(where, resolve(EventPattern, scope)),
    targetArns,
  };
}

/** Lambda invokes a function that fails two more times, minutes later, if it is not told otherwise. */
function refuseRetries(where: string, functionArn: string, template: StackTemplate, scope: Scope): void {
  const config = template
    .ofType('AWS::Lambda::EventInvokeConfig')
    .find(({ properties }) => scope.resources.get(nameOf(properties, scope))?.attributes['Arn'] === functionArn);
  if (config?.properties['MaximumRetryAttempts'] === 0) return;
  const got = JSON.stringify(config?.properties['MaximumRetryAttempts'] ?? 2);
  throw new Error(`${where}: the embedded run plays targets with MaximumRetryAttempts 0; ${functionArn} has ${got}`);
}

const nameOf = (properties: TemplateResource['properties'], scope: Scope): string =>
  resolveText(properties['FunctionName'], scope);
