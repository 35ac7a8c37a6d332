import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EventHookEnv } from '../lambdas/runtime/config.ts';
import { grantReadSecret } from './grant-read-secret.ts';
import { type FunctionLogs, NodeFunction } from './node-function.ts';
import type { StreamTable } from './stream-table.ts';

export interface EventHookProps {
  /** Origin of the Okta org; events name it as their source. */
  readonly orgUrl: string;

  /** Where the events are posted to. */
  readonly url: string;

  /** Name of the secret that holds the value of the Authorization header. */
  readonly secretName: string;

  /** Where the events come from. */
  readonly bus: EventBus;

  /** Where it is remembered that the hook was verified. */
  readonly streams: StreamTable;

  /** What becomes of the function's logs. */
  readonly logs: FunctionLogs;
}

/** Posts every event of a bus as Okta's event hooks do. */
export class EventHook extends Construct {
  readonly function: NodejsFunction;
  readonly rule: Rule;

  constructor(scope: Construct, id: string, props: EventHookProps) {
    super(scope, id);

    const environment = {
      OKTA_ORG_URL: props.orgUrl,
      STREAM_TABLE: props.streams.table.tableName,
      EVENT_HOOK_URL: props.url,
      EVENT_HOOK_SECRET_ID: props.secretName,
    } satisfies EventHookEnv;

    const post = new NodeFunction(this, 'Post', {
      entry: 'event-hook.handler.ts',
      description: `Posts what happens in the life of the log streams of ${props.orgUrl} to an event hook`,
      environment,
      // Okta: three seconds for an answer and one retry; before the first event, the verification.
      timeout: Duration.seconds(15),
      logs: props.logs,
    });
    grantReadSecret(post, { secretName: props.secretName, scope: this });
    props.streams.grantVerification(post);

    // For what fails on our side, a table or a secret that does not answer. The one retry of Okta's hooks is made by the
    // function, which ends well when the hook has refused.
    post.function.configureAsyncInvoke({ retryAttempts: 2 });
    Validations.of(post.function).acknowledge({
      id: 'Serverless-LambdaAsyncFailureDestination',
      reason: 'The lifecycle log keeps for 90 days what a hook has missed, and the log of the function says so.',
    });

    this.rule = new Rule(this, 'Rule', {
      description: `Everything in the life of the log streams of ${props.orgUrl}`,
      eventBus: props.bus,
      eventPattern: { detailType: ['SystemLog'] },
      // EventBridge's own retries are for events that it could not hand over: nobody was invoked with them.
      targets: [new LambdaFunction(post.function)],
    });
    Validations.of(this.rule).acknowledge({
      id: 'Serverless-EventBusDLQ',
      reason:
        'An event that cannot be handed over is kept for 90 days in the lifecycle log, from which it can be read.',
    });
    this.function = post.function;
  }
}
