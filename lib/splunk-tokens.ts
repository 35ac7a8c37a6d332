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

  grantRead(reader: IGrantable & IConstruct): void {
    grantWildcard(reader, {
      actions: ['secretsmanager:GetSecretValue'],
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
