import { CfnOutput, CfnRule, Fn, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { DeploymentConfig } from './deployment-config.ts';
import { OktaLogStreaming } from './okta-log-streaming.ts';

/**
 * The `orgUrl` of cdk.json, with which a fresh clone can be synthesized. Its top-level domain exists nowhere (RFC
 * 2606).
 */
export const PLACEHOLDER_ORG_URL = 'https://your-org.okta.example';

/** OktaLogStreaming as a stack of its own, with what its admin needs to know as outputs. */
export class OktaLogStreamingStack extends Stack {
  readonly streaming: OktaLogStreaming;
  readonly outputs: readonly CfnOutput[];

  constructor(scope: Construct, id: string, { stackName, ...settings }: DeploymentConfig) {
    super(scope, id, {
      // The CLI would add a resource to the template that a synthesis in process does not have.
      analyticsReporting: false,
      description: `Streams the Okta System Log of ${settings.orgUrl}`,
      stackName,
      terminationProtection: settings.removalPolicy === 'retain',
    });

    this.streaming = new OktaLogStreaming(this, 'Streaming', {
      ...settings,
      splunkTokenSecretPrefix: `${stackName}/splunk-tokens`,
      adminTokensSecretName: `${stackName}/admin-tokens`,
      lifecycleBusName: `${stackName}-lifecycle`,
      monitoringPrefix: stackName,
    });
    this.outputs = Object.entries({ OrgUrl: settings.orgUrl, ...outputsOf(this.streaming) }).map(
      ([name, value]) => new CfnOutput(this, name, { value }),
    );
    if (settings.orgUrl === PLACEHOLDER_ORG_URL) this.refuseDeployment();
  }

  /** CloudFormation checks the rules of a template before it creates anything. */
  private refuseDeployment(): void {
    const never = Fn.conditionEquals(PLACEHOLDER_ORG_URL, 'the URL of your Okta org');
    new CfnRule(this, 'OrgUrlIsGiven').addAssertion(
      never,
      'Pass the URL of your Okta org, such as -c orgUrl=https://acme.okta.com',
    );
  }
}

const outputsOf = (streaming: OktaLogStreaming): Record<string, string> => ({
  CredentialsSecretName: streaming.credentials.secretName,
  SplunkTokenSecretPrefix: streaming.splunkTokens.prefix,
  StreamTableName: streaming.streams.table.tableName,
  EventQueueUrl: streaming.events.queue.queueUrl,
  DeadLetterQueueUrl: streaming.events.deadLetterQueue.queueUrl,
  UndeliverableBucketName: streaming.undeliverable.bucket.bucketName,
  PollFunctionName: streaming.poller.function.functionName,
  PollLogGroupName: streaming.poller.function.logGroup.logGroupName,
  DeliverFunctionName: streaming.deliverer.function.functionName,
  DeliverLogGroupName: streaming.deliverer.function.logGroup.logGroupName,
  DeadLetterFunctionName: streaming.deadLetterConsumer.function.functionName,
  DeadLetterLogGroupName: streaming.deadLetterConsumer.function.logGroup.logGroupName,
  AdminApiUrl: streaming.adminApi.url,
  AdminAuth: streaming.adminApi.auth,
  AdminFunctionName: streaming.adminApi.function.functionName,
  AdminLogGroupName: streaming.adminApi.function.logGroup.logGroupName,
  ...(streaming.adminApi.policies && {
    ReadOnlyPolicyArn: streaming.adminApi.policies.readOnly.managedPolicyArn,
    AdminPolicyArn: streaming.adminApi.policies.admin.managedPolicyArn,
  }),
  ...(streaming.adminApi.tokens && { AdminTokensSecretName: streaming.adminApi.tokens.secretName }),
  ...(streaming.adminApi.authorizer && {
    AuthorizeFunctionName: streaming.adminApi.authorizer.function.functionName,
    AuthorizeLogGroupName: streaming.adminApi.authorizer.function.logGroup.logGroupName,
  }),
  LifecycleBusName: streaming.lifecycle.bus.eventBusName,
  LifecycleBusArn: streaming.lifecycle.bus.eventBusArn,
  LifecycleQueueUrl: streaming.lifecycle.queue.queue.queueUrl,
  LifecycleFunctionName: streaming.lifecycle.function.functionName,
  LifecycleLogGroupName: streaming.lifecycle.function.logGroup.logGroupName,
  DashboardName: streaming.monitoring.dashboard.dashboard.dashboardName,
  AlarmTopicArn: streaming.monitoring.alarms.notifications.topic.topicArn,
  ...(streaming.eventHook && {
    EventHookFunctionName: streaming.eventHook.function.functionName,
    EventHookLogGroupName: streaming.eventHook.function.logGroup.logGroupName,
  }),
  ...(streaming.eventBus && { EventBusName: streaming.eventBus.eventBus.eventBusName }),
});
