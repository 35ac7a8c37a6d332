import { randomUUID } from 'node:crypto';
import type { StreamTarget } from '../../lambdas/core/log-stream.ts';
import { ACCOUNT_ID, REGION } from '../../local/account.ts';
import { isFlaky } from './outage-plan.ts';

/** One of the streams of a soak before it is created. */
export interface SoakStream {
  readonly target: StreamTarget & { readonly name: string };
  /** What the emulators know its target by: its HEC token, or the ARN of its bus. */
  readonly key: string;
  readonly isSteady: boolean;
}

/** Splunk and EventBridge in turn. */
export function soakStreams(streams: number): readonly SoakStream[] {
  return Array.from({ length: streams }, (_, index): SoakStream => {
    const name = `soak-${index}`;
    const isSteady = !isFlaky(index, streams);
    if (index % 2 === 0) {
      const settings = { edition: 'aws', host: `${name}.splunkcloud.com` } as const;
      return { target: { type: 'splunk_cloud_logstreaming', name, settings }, key: randomUUID(), isSteady };
    }
    const settings = { accountId: ACCOUNT_ID, eventSourceName: name, region: REGION };
    const key = `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${name}`;
    return { target: { type: 'aws_eventbridge', name, settings }, key, isSteady };
  });
}
