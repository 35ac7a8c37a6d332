import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Duration, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';
import { TickQueue } from './tick-queue.ts';

export interface PollScheduleProps {
  /** What polls. */
  readonly poll: NodeFunction;

  /** How long one invocation of it may take. */
  readonly pollTimeout: Duration;

  /** Time between two polls: whole minutes, or less than a minute and then a divisor of it. */
  readonly interval: Duration;
}

/**
 * Invokes the poll function at its interval. EventBridge Scheduler cannot go below a minute, and a function that
 * sleeps is billed. So below a minute the schedule itself, with no function in between, sends a minute's worth of
 * delayed ticks to a queue, and each tick that comes due invokes the poll function.
 */
export class PollSchedule extends Construct {
  readonly schedules: readonly CfnSchedule[];
  /** Undefined when polls are a minute or more apart. */
  readonly tickQueue: TickQueue | undefined;
  private readonly group: CfnScheduleGroup;
  private readonly role: Role;

  constructor(scope: Construct, id: string, { poll, pollTimeout, interval }: PollScheduleProps) {
    super(scope, id);

    this.group = new CfnScheduleGroup(this, 'Group');
    this.role = new Role(this, 'Role', {
      // AWS: without both, a schedule of another account or group could borrow the role (confused deputy).
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': this.group.attrArn },
        },
      }),
    });

    if (interval.toSeconds() < 60) {
      this.tickQueue = new TickQueue(this, 'TickQueue', { consumer: poll, consumerTimeout: pollTimeout, interval });
      this.schedules = this.sendTicks(this.tickQueue);
    } else {
      this.tickQueue = undefined;
      this.schedules = [this.invoke(poll, interval.toMinutes())];
    }
  }

  private sendTicks(tickQueue: TickQueue): CfnSchedule[] {
    tickQueue.grantSend(this.role);
    const arn = `arn:${Stack.of(this).partition}:scheduler:::aws-sdk:sqs:sendMessageBatch`;
    return tickQueue
      .requestsPerMinute()
      .map((input, index) => this.schedule(`SendTicks${index + 1}`, { arn, input, everyMinutes: 1 }));
  }

  private invoke(poll: NodeFunction, everyMinutes: number): CfnSchedule {
    const arn = poll.function.functionArn;
    Grant.addToPrincipal({ grantee: this.role, actions: ['lambda:InvokeFunction'], resourceArns: [arn] });

    // Scheduler invokes asynchronously: Lambda would retry what failed twice and keep what waits for six hours.
    poll.function.configureAsyncInvoke({ maxEventAge: Duration.minutes(1), retryAttempts: 0 });
    Validations.of(poll.function).acknowledge({
      id: 'Serverless-LambdaAsyncFailureDestination',
      reason: 'A poll that failed is worth keeping nowhere: the next one starts where it started.',
    });
    return this.schedule('Invoke', { arn, everyMinutes });
  }

  private schedule(
    id: string,
    { everyMinutes, ...target }: { readonly arn: string; readonly input?: string; readonly everyMinutes: number },
  ): CfnSchedule {
    return new CfnSchedule(this, id, {
      flexibleTimeWindow: { mode: 'OFF' },
      groupName: this.group.ref,
      scheduleExpression: everyMinutes === 1 ? 'rate(1 minute)' : `rate(${everyMinutes} minutes)`,
      target: {
        ...target,
        roleArn: this.role.roleArn,
        // A minute is the least that Scheduler allows; after it the next call is due.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 2 },
      },
    });
  }
}
