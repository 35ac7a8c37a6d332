import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { grantWildcard } from './grant-wildcard.ts';

export interface SplunkTokensProps {
  /** Each stream's HEC token is the secret `<prefix>/<stream id>`. Letters, digits and /_+=.@- */
  readonly prefix: string;
}

/** The secrets with the streams' Splunk HEC tokens; they come and go with the streams, at run time. */
export class SplunkTokens extends Construct {
  readonly prefix: string;

  constructor(scope: Construct, id: string, { prefix }: SplunkTokensProps) {
    super(scope, id);
    // A wildcard in the prefix would open other secrets.
    if (!Token.isUnresolved(prefix) && !/^[\w/+=.@-]+$/.test(prefix)) {
      throw new Error(`the prefix of the Splunk tokens must be of letters, digits and /_+=.@-; got "${prefix}"`);
    }
    this.prefix = prefix;
  }

  /** Reads them, to deliver. */
  grantRead(reader: IGrantable & IConstruct): void {
    this.grant(reader, ['secretsmanager:GetSecretValue']);
  }

  /** Makes and replaces them, and reads them to verify a stream. */
  grantAdmin(admin: IGrantable & IConstruct): void {
    this.grant(admin, [
      'secretsmanager:CreateSecret',
      'secretsmanager:PutSecretValue',
      'secretsmanager:GetSecretValue',
    ]);
  }

  /** Deletes those whose stream is gone. */
  grantRemove(cleaner: IGrantable & IConstruct): void {
    this.grant(cleaner, ['secretsmanager:DeleteSecret']);
  }

  private grant(grantee: IGrantable & IConstruct, actions: string[]): void {
    grantWildcard(grantee, {
      actions,
      arn: Stack.of(this).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: `${this.prefix}/*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      reason: 'A secret per Splunk stream, made when the stream is; nothing but Splunk tokens has this prefix.',
    });
  }
}
