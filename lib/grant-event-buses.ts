import { Stack } from 'aws-cdk-lib/core';
import { grantWildcard } from './grant-wildcard.ts';
import type { NodeFunction } from './node-function.ts';

/** Grants looking for the event buses of these accounts and putting events on them: what a stream's target calls. */
export function grantEventBuses(grantee: NodeFunction, accounts: readonly string[]): void {
  for (const account of accounts) {
    grantWildcard(grantee, {
      actions: ['events:PutEvents', 'events:DescribeEventBus'],
      arn: `arn:${Stack.of(grantee).partition}:events:*:${account}:event-bus/*`,
      reason: 'A stream names its event bus and region when it is created; only the account is known at deployment.',
    });
  }
}
