import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { ArnFormat, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /** Names of the alarms that may publish begin with it. */
  readonly alarmPrefix: string;

  /**
   * Address that gets each alarm as an e-mail, once its owner has confirmed the subscription.
   *
   * @default - nobody is subscribed
   */
  readonly email?: string | undefined;
}

/**
 * Where alarms go. It is not encrypted: CloudWatch cannot publish under the key that SNS has for an account, and an
 * alarm says nothing that is not in its definition.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { orgUrl, alarmPrefix, email }: AlarmTopicProps) {
    super(scope, id);

    this.topic = new Topic(this, 'Topic', {
      displayName: `Log streaming of ${new URL(orgUrl).hostname}`,
      enforceSSL: true,
    });
    // A policy of its own replaces the one by which SNS lets everything of the account publish.
    this.topic.addToResourcePolicy(this.publishing(alarmPrefix));

    if (email !== undefined) {
      const subscription = new Subscription(this, 'Email', {
        topic: this.topic,
        protocol: SubscriptionProtocol.EMAIL,
        endpoint: email,
      });
      Validations.of(subscription).acknowledge({
        id: 'Serverless-SNSRedrivePolicy',
        reason:
          'An e-mail that was not delivered would help nobody later: the alarm itself has its state and history.',
      });
    }
  }

  private publishing(alarmPrefix: string): PolicyStatement {
    const stack = Stack.of(this);
    const alarms = stack.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${alarmPrefix}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new PolicyStatement({
      sid: 'AllowAlarmsToPublish',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [this.topic.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': alarms }, StringEquals: { 'aws:SourceAccount': stack.account } },
    });
  }
}
