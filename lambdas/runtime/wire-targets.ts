import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Secrets, Target } from '../core/ports.ts';
import { eventBridgeTarget } from '../targets/eventbridge.ts';
import { splunkHecTarget } from '../targets/splunk-hec.ts';
import { targetFor } from '../targets/target-for.ts';
import type { ProcessWorld } from './process-world.ts';

export interface TargetsConfig {
  readonly orgUrl: URL;
  readonly accountId: string;
  readonly splunkTokenSecretPrefix: string;
  readonly splunkHecEndpoint?: URL | undefined;
}

/** The target of any stream. */
export function wireTargets(
  config: TargetsConfig,
  { fetch, now }: ProcessWorld,
  { secrets, client }: { readonly secrets: Secrets; readonly client: (region: string) => EventBridgeClient },
): Target {
  const { orgUrl, accountId, splunkHecEndpoint: endpoint } = config;
  const tokenSecretId = (streamId: string) => `${config.splunkTokenSecretPrefix}/${streamId}`;
  return targetFor({
    aws_eventbridge: eventBridgeTarget({ client, orgUrl, accountId, now }),
    splunk_cloud_logstreaming: splunkHecTarget({ fetch, secrets, tokenSecretId, orgUrl, endpoint }),
  });
}
