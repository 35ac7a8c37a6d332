import { expect, test } from '@jest/globals';
import { DEFAULTS, defaultTemplate } from '../support/default-stack.ts';
import { DEPLOYMENT } from './deployment.ts';

interface FunctionProperties {
  readonly Timeout: number;
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
}

interface QueueProperties {
  readonly FifoQueue?: boolean;
  readonly VisibilityTimeout: number;
  readonly RedrivePolicy?: { readonly maxReceiveCount: number };
}

const template = defaultTemplate();

/** The one resource of this type whose logical id begins so. */
function propertiesOf(type: string, start: string): unknown {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(start));
  expect(found).toHaveLength(1);
  return (found[0]?.[1] as { readonly Properties: unknown } | undefined)?.Properties;
}
const functionOf = (start: string) => propertiesOf('AWS::Lambda::Function', start) as FunctionProperties;

test('histories are lived with the limits of the stack', () => {
  const deliverer = functionOf('StreamingDelivererDeliver');
  const queues = Object.values(template.findResources('AWS::SQS::Queue')).map(
    ({ Properties }) => Properties as QueueProperties,
  );
  const events = queues.find(({ FifoQueue, RedrivePolicy }) => FifoQueue && RedrivePolicy);

  expect(DEPLOYMENT).toEqual({
    pollTimeoutMs: functionOf('StreamingPollerPoll').Timeout * 1_000,
    deliverTimeoutMs: deliverer.Timeout * 1_000,
    adminTimeoutMs: functionOf('StreamingAdminApiAdmin').Timeout * 1_000,
    lifecycleTimeoutMs: (functionOf('StreamingLifecycleAnnounce').Timeout * 1_000) / 2,
    attemptTimeoutMs: DEFAULTS.attemptTimeoutSeconds * 1_000,
    visibilityMs: Number(events?.VisibilityTimeout) * 1_000,
    queueReceives: events?.RedrivePolicy?.maxReceiveCount,
    delivererReceives: Number(deliverer.Environment.Variables['MAX_RECEIVE_COUNT']),
  });
});
