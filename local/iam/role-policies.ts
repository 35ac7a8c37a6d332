import { resolve, resolveText, type Scope } from '../intrinsics.ts';
import type { StackTemplate, TemplateResource } from '../template.ts';
import { refuseUnplayed } from '../unplayed.ts';
import { parsePolicy, type Statement } from './policy.ts';

interface Surroundings {
  readonly template: StackTemplate;
  readonly scope: Scope;
  /** Whether something that is played does its work with the role. */
  readonly isHeld: boolean;
}

/** What a role may do: its inline policies and those of the template that are attached to it. */
export function statementsOfRole(logicalId: string, surroundings: Surroundings): readonly Statement[] {
  const { template, scope, isHeld } = surroundings;
  const role = template.ofType('AWS::IAM::Role').find((each) => each.logicalId === logicalId);
  if (!role) throw new Error(`the template has no role ${logicalId}`);
  const { properties } = role;
  // What it is called and how long a session lasts changes nothing here. A role that nobody holds may have any policy.
  const played = ['AssumeRolePolicyDocument', 'Policies', 'Description', 'MaxSessionDuration', 'Path', 'Tags'];
  refuseUnplayed(`role ${logicalId}`, properties, isHeld ? played : [...played, 'ManagedPolicyArns']);

  const inline = (properties['Policies'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return [
    ...inline.flatMap(({ PolicyName, PolicyDocument }) =>
      parsePolicy(`${logicalId} ${resolveText(PolicyName, scope)}`, resolve(PolicyDocument, scope)),
    ),
    ...['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
      .flatMap((type) => template.ofType(type))
      .filter((policy) => isAttached(policy, logicalId, scope))
      .flatMap((policy) => parsePolicy(policy.logicalId, resolve(policy.properties['PolicyDocument'], scope))),
  ];
}

/** `Ref` of a role is its name, which is its logical id here. */
const isAttached = ({ properties }: TemplateResource, role: string, scope: Scope): boolean =>
  (resolve(properties['Roles'] ?? [], scope) as readonly unknown[]).includes(role);
