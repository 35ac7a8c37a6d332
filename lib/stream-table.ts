import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface StreamTableProps {
  /** What becomes of the table when the stack is deleted; a retained one is protected against deletion as well. */
  readonly removalPolicy: RemovalPolicy;
}

/** Streams, their positions and their lifecycle events. */
export class StreamTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { removalPolicy }: StreamTableProps) {
    super(scope, id);

    this.table = new Table(this, 'Table', {
      billingMode: BillingMode.PAY_PER_REQUEST,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      encryption: TableEncryption.AWS_MANAGED,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
    });
  }

  /** Lists the streams and moves where they are read. */
  grantPoll(poller: IGrantable): void {
    this.grant(poller, ['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:UpdateItem']);
  }

  /** Looks at one stream and moves what it has acknowledged, deactivates it or rewinds it. */
  grantDeliver(deliverer: IGrantable): void {
    this.grant(deliverer, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  }

  /** Lists, creates, changes and removes streams, counts requests and reads the lifecycle events. */
  grantAdmin(admin: IGrantable): void {
    this.grant(admin, ['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  }

  /** Appends lifecycle events, takes them off the streams and forgets what was deleted. */
  grantAnnounce(announcer: IGrantable): void {
    this.grant(announcer, [
      'dynamodb:Query',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    ]);
  }

  /** Remembers whether the event hook was verified. */
  grantVerification(hook: IGrantable): void {
    this.grant(hook, ['dynamodb:GetItem', 'dynamodb:PutItem']);
  }

  metricReadUnits(): Metric {
    return this.table.metricConsumedReadCapacityUnits({ period: Duration.minutes(1) });
  }

  metricWriteUnits(): Metric {
    return this.table.metricConsumedWriteCapacityUnits({ period: Duration.minutes(1) });
  }

  private grant(grantee: IGrantable, actions: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] });
  }
}
