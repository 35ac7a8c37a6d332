import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Grants reading one secret of the stack's account and region, which need not exist yet, by its name. */
export function grantReadSecret(reader: IGrantable, { secretName, scope }: NamedSecret): void {
  // A wildcard in the name would open other secrets.
  if (!Token.isUnresolved(secretName) && !/^[\w/+=.@-]+$/.test(secretName)) {
    throw new Error(`the name of a secret must be of letters, digits and /_+=.@-; got "${secretName}"`);
  }
  const arn = Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    // Secrets Manager puts a hyphen and six random characters behind the name.
    resourceName: `${secretName}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  Grant.addToPrincipal({ grantee: reader, actions: ['secretsmanager:GetSecretValue'], resourceArns: [arn] });
}

interface NamedSecret {
  readonly secretName: string;

  /** Where the secret belongs to. */
  readonly scope: Construct;
}
