import { IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AuthorizeEnv } from '../lambdas/runtime/config.ts';
import type { AdminTokens } from './admin-tokens.ts';
import { type FunctionLogs, NodeFunction } from './node-function.ts';

export interface TokenAuthorizerProps {
  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /** The tokens that are taken. */
  readonly tokens: AdminTokens;

  /** What becomes of the function's logs. */
  readonly logs: FunctionLogs;
}

/** Lets requests to an API pass whose Authorization header has a token that allows them. */
export class TokenAuthorizer extends Construct {
  readonly function: NodejsFunction;
  readonly authorizer: RequestAuthorizer;

  constructor(scope: Construct, id: string, { orgUrl, tokens, logs }: TokenAuthorizerProps) {
    super(scope, id);

    const environment = { ADMIN_TOKENS_SECRET_ID: tokens.secretName } satisfies AuthorizeEnv;
    const authorize = new NodeFunction(this, 'Authorize', {
      entry: 'authorize.handler.ts',
      description: `Checks the tokens of the admin API of the log streams of ${orgUrl}`,
      environment,
      timeout: Duration.seconds(10),
      logs,
    });
    tokens.grantRead(authorize);

    this.authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: authorize.function,
      // Without the header API Gateway refuses a request by itself.
      identitySources: [IdentitySource.header('Authorization')],
      // An answer that is kept would be for the token and not for the request: one that may only read could write.
      resultsCacheTtl: Duration.seconds(0),
    });
    this.function = authorize.function;
  }
}
