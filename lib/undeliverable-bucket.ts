import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { grantWildcard } from './grant-wildcard.ts';

export interface UndeliverableBucketProps {
  /** What becomes of the bucket when the stack is deleted. One that holds objects is never deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** Events that their target can never take, each whole. */
export class UndeliverableBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { removalPolicy }: UndeliverableBucketProps) {
    super(scope, id);

    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // An event set aside twice is written twice under one key: what was overwritten needs no keeping for ever.
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(90) }],
      minimumTLSVersion: 1.2,
      removalPolicy,
      // The functions may write: with versions, even a function gone wrong cannot destroy what is there.
      versioned: true,
    });

    // A bucket that outlives the stack goes on refusing plain HTTP.
    this.bucket.policy?.applyRemovalPolicy(removalPolicy);

    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Access logs would need a second bucket beside a nearly empty one; CloudTrail data events log access to it.',
    });
  }

  grantSetAside(writer: IGrantable & IConstruct): void {
    grantWildcard(writer, {
      actions: ['s3:PutObject'],
      arn: this.bucket.arnForObjects('*'),
      reason: 'An object per event; the keys are known when the events are.',
    });
  }
}
