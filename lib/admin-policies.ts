import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantWildcard } from './grant-wildcard.ts';

export interface AdminPoliciesProps {
  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /** What is called. */
  readonly api: RestApi;
}

/** Managed policies to attach to the people and programs that call the admin API with AWS credentials. */
export class AdminPolicies extends Construct {
  readonly readOnly: ManagedPolicy;
  readonly admin: ManagedPolicy;

  constructor(scope: Construct, id: string, { orgUrl, api }: AdminPoliciesProps) {
    super(scope, id);

    this.readOnly = new ManagedPolicy(this, 'ReadOnlyPolicy', {
      description: `Reads the log streams of ${orgUrl} and their lifecycle events`,
    });
    this.admin = new ManagedPolicy(this, 'AdminPolicy', {
      description: `Reads and changes the log streams of ${orgUrl}`,
    });

    const reason = 'The ids of log streams are part of the paths and known when the streams are.';
    const paths = '/v1/*';
    const stage = api.deploymentStage.stageName;
    const actions = ['execute-api:Invoke'];
    grantWildcard(this.readOnly, { actions, arn: api.arnForExecuteApi('GET', paths, stage), reason });
    grantWildcard(this.admin, { actions, arn: api.arnForExecuteApi('*', paths, stage), reason });
  }
}
