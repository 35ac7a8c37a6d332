import { SendMessageBatchCommand, type SendMessageBatchCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import type { LocalFunction } from './local-function.ts';

export interface ScheduleDefinition {
  readonly name: string;
  /** `rate(n minutes)`: the only kind the embedded run plays. */
  readonly expression: string;
  readonly targetArn: string;
  readonly input?: string | undefined;
}

export interface ScheduleTargets {
  readonly sqs: SQSClient;
  readonly functionByArn: (arn: string) => Pick<LocalFunction, 'invoke'> | undefined;
}

/** Fires now and then at its rate, as EventBridge Scheduler does with a universal SQS target or a function. */
export function startSchedule(
  definition: ScheduleDefinition,
  targets: ScheduleTargets,
  onError: (error: unknown) => void,
): { stop(): void } {
  const fire = targetOf(definition, targets);
  const run = () => void fire().catch(onError);
  run();
  const timer = setInterval(run, rateMs(definition));
  return { stop: () => clearInterval(timer) };
}

export function rateMs({ name, expression }: ScheduleDefinition): number {
  const minutes = /^rate\((\d+) minutes?\)$/.exec(expression)?.[1];
  if (minutes === undefined)
    throw new Error(`schedule ${name}: the embedded run plays rate(n minutes), not ${expression}`);
  return Number(minutes) * 60_000;
}

function targetOf(
  { name, targetArn, input }: ScheduleDefinition,
  { sqs, functionByArn }: ScheduleTargets,
): () => Promise<unknown> {
  const service = /^arn:[^:]+:scheduler:::aws-sdk:(.+)$/.exec(targetArn)?.[1];
  if (service === 'sqs:sendMessageBatch') {
    const batch = JSON.parse(input ?? '{}') as SendMessageBatchCommandInput;
    return () => sqs.send(new SendMessageBatchCommand(batch));
  }
  const target = functionByArn(targetArn);
  if (target) return () => target.invoke(JSON.parse(input ?? '{}'));
  throw new Error(`schedule ${name}: the embedded run has no target ${targetArn}`);
}
