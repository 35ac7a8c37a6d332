import { resolveText, type Scope } from '../intrinsics.ts';
import { ACCOUNT_ID, arnOf } from '../account.ts';
import type { StackTemplate } from '../template.ts';
import type { RoleHolder } from './access-rules.ts';
import { statementsOfRole } from './role-policies.ts';

const OWN_ACCOUNT = { 'aws:sourceaccount': ACCOUNT_ID };
const LAMBDA = { service: 'lambda.amazonaws.com', context: OWN_ACCOUNT };

/** The functions and schedules with their roles. Fails by name on one whose role is not of the template. */
export function readHolders(template: StackTemplate, scope: Scope): readonly RoleHolder[] {
  const holder = (name: string, role: unknown, assumedBy: RoleHolder['assumedBy']): RoleHolder => {
    const roleArn = resolveText(role ?? '', scope);
    const logicalId = template
      .ofType('AWS::IAM::Role')
      .map((each) => each.logicalId)
      .find((each) => resolveText({ 'Fn::GetAtt': [each, 'Arn'] }, scope) === roleArn);
    if (logicalId === undefined) throw new Error(`${name}: the template has no role "${roleArn}"`);
    return {
      name,
      roleArn,
      sessionArn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${logicalId}/${name}`,
      statements: statementsOfRole(logicalId, { template, scope, isHeld: true }),
      assumedBy,
    };
  };
  return [
    ...template
      .ofType('AWS::Lambda::Function')
      .map(({ logicalId, properties }) => holder(logicalId, properties['Role'], LAMBDA)),
    ...template.ofType('AWS::Scheduler::Schedule').map(({ logicalId, properties }) => {
      const { RoleArn } = (properties['Target'] ?? {}) as Readonly<Record<string, unknown>>;
      const group = resolveText(properties['GroupName'] ?? 'default', scope);
      const context = { ...OWN_ACCOUNT, 'aws:sourcearn': arnOf('scheduler', `schedule-group/${group}`) };
      return holder(logicalId, RoleArn, { service: 'scheduler.amazonaws.com', context });
    }),
  ];
}
