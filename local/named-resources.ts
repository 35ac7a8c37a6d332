import { ACCOUNT_ID, arnOf } from './account.ts';
import { type Provisioned, resolveText, type Scope } from './intrinsics.ts';
import type { StackTemplate, TemplateResource } from './template.ts';

type Naming = (resource: TemplateResource, scope: Scope) => Provisioned;

/** Resources of which nothing but their name is needed: what they answer to `Ref` and `Fn::GetAtt`. */
const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::Lambda::Function': ({ logicalId }) => named(logicalId, arnOf('lambda', `function:${logicalId}`)),
  'AWS::IAM::Role': ({ logicalId }) => named(logicalId, `arn:aws:iam::${ACCOUNT_ID}:role/${logicalId}`),
  // Its ARN stands for its log streams, too.
  'AWS::Logs::LogGroup': ({ logicalId }) => named(logicalId, arnOf('logs', `log-group:${logicalId}:*`)),
  'AWS::Scheduler::ScheduleGroup': ({ logicalId }) =>
    named(logicalId, arnOf('scheduler', `schedule-group/${logicalId}`)),
  'AWS::SNS::Topic': ({ logicalId }) => {
    const topicArn = arnOf('sns', logicalId);
    return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: logicalId } };
  },
  'AWS::Events::Rule': ({ logicalId, properties }, scope) => {
    const bus = resolveText(properties['EventBusName'] ?? 'default', scope).replace(/^arn:.*:event-bus\//, '');
    const onBus = bus === 'default' ? '' : `${bus}/`;
    return named(logicalId, arnOf('events', `rule/${onBus}${logicalId}`));
  },
};

/** By logical id. A rule is named after its bus, which must be in the scope already. */
export const namedResources = (template: StackTemplate, scope: Scope): readonly (readonly [string, Provisioned])[] =>
  Object.entries(NAMINGS).flatMap(([type, naming]) =>
    template.ofType(type).map((resource) => [resource.logicalId, naming(resource, scope)] as const),
  );

const named = (ref: string, arn: string): Provisioned => ({ ref, attributes: { Arn: arn } });
