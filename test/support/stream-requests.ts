import type { StreamRequest } from '../../lambdas/core/parse-log-stream.ts';

export const TOKEN = '11111111-2222-4333-8444-555555555555';
export const OTHER_TOKEN = '99999999-8888-4777-8666-555555555555';

export const splunkRequest = (more: Partial<StreamRequest> = {}): StreamRequest => ({
  name: 'Splunk',
  target: { type: 'splunk_cloud_logstreaming', settings: { edition: 'aws', host: 'acme.splunkcloud.com' } },
  token: TOKEN,
  ...more,
});

export const busRequest = (
  more: { readonly name?: string; readonly eventSourceName?: string } = {},
): StreamRequest => {
  const { name = 'Bus', eventSourceName = 'okta-log-events' } = more;
  const settings = { accountId: '123456789012', eventSourceName, region: 'eu-west-1' };
  return { name, target: { type: 'aws_eventbridge', settings } };
};
