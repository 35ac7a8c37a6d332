import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Dashboard } from './dashboard.ts';
import type { OktaLogStreaming } from './okta-log-streaming.ts';
import { SavedQueries } from './saved-queries.ts';

/** What is watched. */
export type Watched = Pick<
  OktaLogStreaming,
  'poller' | 'events' | 'deliverer' | 'deadLetterConsumer' | 'lifecycle' | 'adminApi' | 'eventHook' | 'streams'
>;

export interface MonitoringProps {
  readonly watched: Watched;

  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /** What the names of alarms and dashboard begin with, and the folder of the saved queries. */
  readonly prefix: string;

  /** Time between two polls. */
  readonly pollInterval: Duration;

  /** How long an event of an ACTIVE stream may wait. */
  readonly lagObjective: Duration;

  /**
   * Address that gets the alarms.
   *
   * @default - none; alarms go to a topic that others can subscribe to
   */
  readonly alarmEmail?: string | undefined;
}

/** What whoever is on call has: alarms that tell, a dashboard that shows where, and queries that ask the logs why. */
export class Monitoring extends Construct {
  readonly alarms: Alarms;
  readonly queries: SavedQueries;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { watched, ...props }: MonitoringProps) {
    super(scope, id);
    const { prefix } = props;
    const { poll, deliver, admin, others } = functionsOf(watched);

    this.alarms = new Alarms(this, 'Alarms', { ...watched, ...props });
    this.queries = new SavedQueries(this, 'Queries', {
      folder: prefix,
      poll: poll.logGroup,
      deliver: deliver.logGroup,
      admin: admin.logGroup,
      others: Object.values(others).map(({ logGroup }) => logGroup),
    });
    this.dashboard = new Dashboard(this, 'Dashboard', {
      ...watched,
      ...props,
      name: prefix,
      alarms: this.alarms,
      queries: this.queries,
      functions: { poll, deliver, admin, ...others },
    });
  }
}

/** The functions by what the dashboard calls them, in the order in which they come to see an event. */
function functionsOf({ poller, deliverer, deadLetterConsumer, adminApi, lifecycle, eventHook }: Watched) {
  const others: Readonly<Record<string, NodejsFunction>> = {
    'dead letter': deadLetterConsumer.function,
    lifecycle: lifecycle.function,
    ...(adminApi.authorizer && { authorize: adminApi.authorizer.function }),
    ...(eventHook && { 'event hook': eventHook.function }),
  };
  return { poll: poller.function, deliver: deliverer.function, admin: adminApi.function, others };
}
