/**
 * The permissions of the template that a run of everything makes no use of, and why they are there all the same. A line
 * for a permission that is used, or gone, fails the test as much as one that is missing.
 */
export const JUSTIFIED: Readonly<Record<string, string>> = {
  'StreamingAdminApiANYApiPermissionOktaLogStreamingAdminApiANY: lambda:InvokeFunction on arn:aws:lambda:us-east-1:000000000000:function:StreamingAdminApiAdminFunction':
    'Of the root of the stage: neither our policies nor our tokens reach it, an administrator of the whole AWS account does and is told in the words of Okta that nothing is there.',
  'StreamingAdminApiCloudWatchRole trust: sts:AssumeRole on *':
    'API Gateway assumes it to write access logs, which the embedded run does not keep.',
  'StreamingMonitoringAlarmsNotificationsTopicPolicy: sns:Publish on arn:aws:sns:us-east-1:000000000000:StreamingMonitoringAlarmsNotificationsTopic':
    'CloudWatch publishes with it when an alarm changes; the embedded run evaluates the alarms and sends no mail.',
};
