import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantReadSecret } from './grant-read-secret.ts';

export interface AdminTokensProps {
  /** Name of a secret of the stack's account and region. It is made with the first token. */
  readonly secretName: string;
}

/**
 * The secret with the hashes of the tokens that the admin API takes. It is only named: one in the template would go
 * with the stack, and every token with it.
 */
export class AdminTokens extends Construct {
  readonly secretName: string;

  constructor(scope: Construct, id: string, { secretName }: AdminTokensProps) {
    super(scope, id);
    this.secretName = secretName;
  }

  grantRead(reader: IGrantable): void {
    grantReadSecret(reader, { secretName: this.secretName, scope: this });
  }
}
