import {
  DescribeEventBusCommand,
  type EventBridgeClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import type { AttemptFailure, Clock } from '../core/ports.ts';
import type { EventBus } from './event-bus.ts';
import { requestFailure } from './eventbridge-failure.ts';

/** DescribeEventBus is a control-plane call with a small quota, so it is not asked with each delivery. */
export const BUS_CHECK_INTERVAL_MS = 5 * 60_000;

/**
 * Why nothing can be delivered to a bus, asked before the first delivery in a while. PutEvents to a bus that does
 * not exist has been seen to answer success while the events vanish (https://github.com/aws/aws-sdk/issues/186).
 * A bus of another account is not asked for, as nobody but its owner may describe it. A control plane in trouble says
 * nothing about deliveries.
 */
export function eventBusCheck(
  ownAccountId: string,
  now: Clock,
): (client: EventBridgeClient, bus: EventBus, signal: AbortSignal) => Promise<AttemptFailure | undefined> {
  const askedAt = new Map<string, number>();

  return async (client, bus, signal) => {
    if (bus.accountId !== ownAccountId) return undefined;
    const at = now().getTime();
    if (at - (askedAt.get(bus.arn) ?? -Infinity) < BUS_CHECK_INTERVAL_MS) return undefined;

    try {
      await client.send(new DescribeEventBusCommand({ Name: bus.arn }), { abortSignal: signal });
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        const { eventSourceName, accountId, region } = bus;
        const message = `event bus ${eventSourceName} does not exist in account ${accountId}, region ${region}`;
        return { code: 'TARGET_CONFIGURATION', message };
      }
      const failure = requestFailure(error, bus, signal);
      if (failure.code === 'TARGET_TIMEOUT') return failure;
      // An answer that may come out differently in a moment is not remembered.
      if (failure.code === 'TARGET_UNAVAILABLE') return undefined;
    }
    askedAt.set(bus.arn, at);
    return undefined;
  };
}
