import type { EventBridgeSettings } from '../core/log-stream.ts';

export interface EventBus extends EventBridgeSettings {
  readonly arn: string;
}

export const eventBusOf = (settings: EventBridgeSettings): EventBus => {
  const { accountId, eventSourceName, region } = settings;
  const arn = `arn:${partitionOf(region)}:events:${region}:${accountId}:event-bus/${eventSourceName}`;
  return { ...settings, arn };
};

/** How a message names it. */
export const busName = ({ eventSourceName, accountId, region }: EventBus): string =>
  `event bus ${eventSourceName} in account ${accountId}, region ${region}`;

function partitionOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('cn-')) return 'aws-cn';
  return 'aws';
}
