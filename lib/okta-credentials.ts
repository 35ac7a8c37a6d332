import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantReadSecret } from './grant-read-secret.ts';

export interface OktaCredentialsProps {
  /** Name of a secret that exists in the stack's account and region. */
  readonly secretName: string;
}

/**
 * The secret with the Okta credentials. It is only named: a value in a template would be readable to all who deploy.
 */
export class OktaCredentials extends Construct {
  readonly secretName: string;

  constructor(scope: Construct, id: string, { secretName }: OktaCredentialsProps) {
    super(scope, id);
    this.secretName = secretName;
  }

  grantRead(reader: IGrantable): void {
    grantReadSecret(reader, { secretName: this.secretName, scope: this });
  }
}
