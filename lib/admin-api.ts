import {
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  type MethodOptions,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Duration, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { accessLog } from './access-log.ts';
import { adminFunction, type AdminFunctionProps } from './admin-function.ts';
import { AdminPolicies } from './admin-policies.ts';
import { AdminTokens } from './admin-tokens.ts';
import type { DeploymentConfig } from './deployment-config.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { TokenAuthorizer } from './token-authorizer.ts';

export interface AdminApiProps extends AdminFunctionProps {
  /** How callers prove who they are. */
  readonly auth: DeploymentConfig['adminAuth'];

  /** Name of the secret with the tokens; of use with `token` only. */
  readonly tokensSecretName: string;

  /** Whether to create the role with which API Gateway writes access logs, in this region of the account. */
  readonly createsLogRole: boolean;
}

/** What CDK attaches to the role with which API Gateway writes logs. */
const LOG_POLICY = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';

/** Okta's paths begin with it, and a stage's name is what the paths of a REST API begin with. */
const STAGE = 'api';

/** Requests a second that the stage lets through at least; twice as many may come at once. */
const LEAST_STAGE_RATE = 50;

/** Okta's Log Streaming API for the streams of this deployment. */
export class AdminApi extends Construct {
  readonly api: RestApi;
  readonly auth: DeploymentConfig['adminAuth'];
  /** Where the API is: clients put `/api/v1/…` behind it. */
  readonly url: string;
  readonly function: NodejsFunction;
  /** For callers with AWS credentials; undefined when they have tokens. */
  readonly policies: AdminPolicies | undefined;
  /** Undefined when callers have AWS credentials. */
  readonly tokens: AdminTokens | undefined;
  /** Undefined when callers have AWS credentials. */
  readonly authorizer: TokenAuthorizer | undefined;

  constructor(scope: Construct, id: string, props: AdminApiProps) {
    super(scope, id);
    const { orgUrl, auth, logs } = props;
    this.auth = auth;

    if (auth === 'token') {
      this.tokens = new AdminTokens(this, 'Tokens', { secretName: props.tokensSecretName });
      this.authorizer = new TokenAuthorizer(this, 'TokenAuthorizer', { orgUrl, tokens: this.tokens, logs });
    }
    const admin = adminFunction(this, 'Admin', props);
    this.function = admin.function;
    this.api = this.createApi(props);
    this.url = `https://${this.api.restApiId}.execute-api.${Stack.of(this).region}.${Stack.of(this).urlSuffix}`;

    // Routes are the function's: what it does not know it refuses in Okta's words.
    const integration = new LambdaIntegration(this.function, { allowTestInvoke: false });
    this.api.root.addMethod('ANY', integration);
    this.api.root.addProxy({ defaultIntegration: integration });
    addGatewayResponses(this.api);

    this.policies = auth === 'iam' ? new AdminPolicies(this, 'Policies', { orgUrl, api: this.api }) : undefined;
  }

  metricRequests(): Metric {
    return this.api.metricCount({ period: Duration.minutes(1) });
  }

  metricRefusals(): Metric {
    return this.api.metricClientError({ period: Duration.minutes(1) });
  }

  metricServerErrors(): Metric {
    return this.api.metricServerError({ period: Duration.minutes(1) });
  }

  metricAnswerTime(statistic: string): Metric {
    return this.api.metricLatency({ period: Duration.minutes(1), statistic });
  }

  private createApi({ orgUrl, requestsPerMinute, logs, createsLogRole }: AdminApiProps): RestApi {
    // Not below what the function allows in a minute: it is the function that tells a caller when to come again.
    const rate = Math.max(LEAST_STAGE_RATE, Math.ceil(requestsPerMinute / 60));

    const api = new RestApi(this, 'Api', {
      restApiName: `Log streams of ${new URL(orgUrl).hostname}`,
      description: `Okta's Log Streaming API for the log streams of ${orgUrl}`,
      // A body reaches the function as the bytes that were sent, also one that is not UTF-8.
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: createsLogRole,
      ...(createsLogRole && { cloudWatchRoleRemovalPolicy: logs.removalPolicy }),
      defaultMethodOptions: this.authorization(),
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: {
        stageName: STAGE,
        ...accessLog(this, 'AccessLogs', logs),
        dataTraceEnabled: false,
        // Those of the whole API come without; those of each method would be billed as custom metrics.
        metricsEnabled: false,
        throttlingBurstLimit: 2 * rate,
        throttlingRateLimit: rate,
      },
    });
    // An output of CDK's, whose URL ends in the stage: with Okta's paths behind it, `/api` would be there twice.
    api.node.tryRemoveChild('Endpoint');
    acknowledgeFindings(api);
    return api;
  }

  private authorization(): MethodOptions {
    return this.authorizer
      ? { authorizer: this.authorizer.authorizer, authorizationType: AuthorizationType.CUSTOM }
      : { authorizationType: AuthorizationType.IAM };
  }
}

function acknowledgeFindings(api: RestApi): void {
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason: 'The function validates: what it refuses has the code and the causes that Okta would give.',
    },
    {
      id: 'AwsSolutions-APIG3',
      reason: 'A web ACL is the choice of the account, which can associate one; callers are authorised either way.',
    },
    {
      id: 'AwsSolutions-APIG6',
      reason:
        'Execution logs may quote what callers send, in a log group of API Gateway that keeps them for ever. ' +
        'The access logs have every request, and the logs of the function what it did.',
    },
    {
      id: 'AwsSolutions-COG4',
      reason: 'Callers are programs with AWS credentials or Okta-like tokens; neither is a user of a Cognito pool.',
    },
    {
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${LOG_POLICY}]`,
      reason: 'The role is for all APIs of the account in the region, and this is the policy that AWS made for it.',
    },
    {
      id: 'Serverless-APIGWXrayEnabled',
      reason: 'One function answers, and its logs have the request id that the access logs have too.',
    },
  );
}
