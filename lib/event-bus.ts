import { EventBus as CustomEventBus, Match } from 'aws-cdk-lib/aws-events';
import { Duration, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface EventBusProps {
  /** The name that a stream gives as its `eventSourceName`. */
  readonly name: string;

  /** What becomes of the archive when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** An event bus for streams to deliver to, and an archive from which its events can be replayed. */
export class EventBus extends Construct {
  readonly eventBus: CustomEventBus;

  constructor(scope: Construct, id: string, { name, removalPolicy }: EventBusProps) {
    super(scope, id);

    this.eventBus = new CustomEventBus(this, 'Bus', { eventBusName: name });
    const archive = this.eventBus.archive('Archive', {
      description: `Events of the bus ${name}`,
      // Every event has a source, so this is every event.
      eventPattern: { source: Match.prefix('') },
      // As long as Okta itself keeps them.
      retention: Duration.days(90),
    });
    archive.applyRemovalPolicy(removalPolicy);
  }
}
