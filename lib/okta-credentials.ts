import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface OktaCredentialsProps {
  /** Name of a secret that exists in the stack's account and region. */
  readonly secretName: string;
}

/** The secret with the Okta credentials. It is only named: a value in a template would be readable to all who deploy. */
export class OktaCredentials extends Construct {
  readonly secretName: string;

  constructor(scope: Construct, id: string, { secretName }: OktaCredentialsProps) {
    super(scope, id);
    this.secretName = secretName;
  }

  grantRead(reader: IGrantable): void {
    const arn = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      // Secrets Manager puts a hyphen and six random characters behind the name.
      resourceName: `${this.secretName}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    Grant.addToPrincipal({ grantee: reader, actions: ['secretsmanager:GetSecretValue'], resourceArns: [arn] });
  }
}
