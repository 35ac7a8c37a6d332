import { newLogStream, type EventBridgeSettings, type SplunkSettings } from '../../lambdas/core/log-stream.ts';
import type { StreamOf } from '../../lambdas/targets/target-for.ts';
import { cursor } from './log-streams.ts';
import { START } from './manual-clock.ts';

export const ORG_URL = new URL('https://acme.okta.com');

export function eventBridgeStream(settings: Partial<EventBridgeSettings> = {}): StreamOf<'aws_eventbridge'> {
  const target = {
    type: 'aws_eventbridge',
    settings: { accountId: '123456789012', eventSourceName: 'okta-logs', region: 'eu-west-1', ...settings },
  } as const;
  const stream = newLogStream({ ...target, id: '0oaEventBridge00001', name: 'to the bus' }, START, cursor('start'));
  return { ...stream, ...target };
}

export function splunkStream(settings: Partial<SplunkSettings> = {}): StreamOf<'splunk_cloud_logstreaming'> {
  const target = {
    type: 'splunk_cloud_logstreaming',
    settings: { edition: 'aws', host: 'acme.splunkcloud.com', ...settings },
  } as const;
  const stream = newLogStream({ ...target, id: '0oaSplunk0000000001', name: 'to Splunk' }, START, cursor('start'));
  return { ...stream, ...target };
}
