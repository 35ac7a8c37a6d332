import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { parseAdminConfig, parseAuthorizeConfig } from '../../lambdas/runtime/config.ts';
import { allPropertiesOf, environmentOf, list, object, ORG_URL, propertiesOf, synthesize } from './synthesize.ts';

const template = synthesize({ logRetentionDays: 30 });
const withTokens = synthesize({ adminAuth: 'token' });

const stage = propertiesOf(template, 'AWS::ApiGateway::Stage');

describe('the API', () => {
  test('is regional, named after its org, and takes every body as bytes', () => {
    expect(propertiesOf(template, 'AWS::ApiGateway::RestApi')).toEqual({
      BinaryMediaTypes: ['*/*'],
      Description: expect.stringContaining(ORG_URL),
      EndpointConfiguration: { Types: ['REGIONAL'] },
      Name: 'Log streams of acme.okta.com',
    });
  });

  test('hands every method of every path to the admin function, within the time that API Gateway waits', () => {
    const methods = allPropertiesOf(template, 'AWS::ApiGateway::Method');

    expect(methods.map(({ HttpMethod }) => HttpMethod)).toEqual(['ANY', 'ANY']);
    expect(methods).toMatchObject([
      { ResourceId: { 'Fn::GetAtt': [expect.stringContaining('AdminApi'), 'RootResourceId'] } },
      { ResourceId: { Ref: expect.stringContaining('proxy') } },
    ]);
    for (const { Integration } of methods) {
      expect(Integration).toMatchObject({ IntegrationHttpMethod: 'POST', Type: 'AWS_PROXY' });
      expect(JSON.stringify(Integration)).toContain('StreamingAdminApiAdminFunction');
    }
    expect(propertiesOf(template, 'AWS::ApiGateway::Resource')).toMatchObject({ PathPart: '{proxy+}' });
    expect(propertiesOf(template, 'AWS::Lambda::Function', 'AdminApiAdmin')).toMatchObject({ Timeout: 29 });
  });

  test('lets no web page of another origin call it', () => {
    const api = ['Method', 'GatewayResponse'].flatMap((type) =>
      allPropertiesOf(template, `AWS::ApiGateway::${type}`),
    );

    expect(JSON.stringify(api)).not.toMatch(/Access-Control|OPTIONS/i);
    expect(api.length).toBeGreaterThan(20);
  });
});

describe('the stage', () => {
  test.each([
    { adminRequestsPerMinute: 1, rate: 50 },
    { adminRequestsPerMinute: 3000, rate: 50 },
    { adminRequestsPerMinute: 3001, rate: 51 },
    { adminRequestsPerMinute: 60_000, rate: 1000 },
  ])(
    'lets through $rate requests a second, no less than the function answers with $adminRequestsPerMinute a minute',
    ({ adminRequestsPerMinute, rate }) => {
      const limited = synthesize({ adminRequestsPerMinute });

      expect(propertiesOf(limited, 'AWS::ApiGateway::Stage')['MethodSettings']).toEqual([
        {
          DataTraceEnabled: false,
          HttpMethod: '*',
          MetricsEnabled: false,
          ResourcePath: '/*',
          ThrottlingBurstLimit: 2 * rate,
          ThrottlingRateLimit: rate,
        },
      ]);
    },
  );

  const { DestinationArn, Format } = object(stage['AccessLogSetting']);

  test('logs who asked for what and what came of it', () => {
    expect(JSON.parse(String(Format))).toEqual({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      ip: '$context.identity.sourceIp',
      caller: '$context.identity.caller',
      user: '$context.identity.userArn',
      principalId: '$context.authorizer.principalId',
      method: '$context.httpMethod',
      path: '$context.path',
      status: '$context.status',
      error: '$context.error.responseType',
      responseLatency: '$context.responseLatency',
      userAgent: '$context.identity.userAgent',
    });
  });

  test('logs no Authorization header, nor the message of an error, which may quote one', () => {
    expect(Format).not.toMatch(/authorization|\$input|header|apiKey|error\.message/i);
  });

  test('logs to a group that is kept as long as the logs of the functions', () => {
    expect(JSON.stringify(DestinationArn)).toContain('StreamingAdminApiAccessLogs');
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Retain',
      Properties: { RetentionInDays: 30 },
    });
    expect(propertiesOf(template, 'AWS::Logs::LogGroup', 'AccessLogs')).toEqual({ RetentionInDays: 30 });
  });

  test.each([
    { apiGatewayLogRole: true, roles: 1 },
    { apiGatewayLogRole: false, roles: 0 },
  ])(
    'has $roles role of its own to log with, with apiGatewayLogRole $apiGatewayLogRole',
    ({ roles, ...settings }) => {
      const logging = synthesize(settings);

      expect(allPropertiesOf(logging, 'AWS::ApiGateway::Account')).toHaveLength(roles);
      expect(allPropertiesOf(logging, 'AWS::IAM::Role', 'CloudWatchRole')).toHaveLength(roles);
    },
  );
});

describe('authorisation', () => {
  test('is by AWS credentials on every method unless asked otherwise', () => {
    const types = allPropertiesOf(template, 'AWS::ApiGateway::Method').map(
      ({ AuthorizationType }) => AuthorizationType,
    );

    expect(types).toEqual(['AWS_IAM', 'AWS_IAM']);
    expect(allPropertiesOf(template, 'AWS::ApiGateway::Authorizer')).toEqual([]);
    expect(allPropertiesOf(template, 'AWS::Lambda::Function', 'Authorize')).toEqual([]);
  });

  test('by token is asked of the authorizer on every method', () => {
    const methods = allPropertiesOf(withTokens, 'AWS::ApiGateway::Method');

    expect(methods).toHaveLength(2);
    for (const method of methods) {
      expect(method).toMatchObject({
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: expect.stringContaining('TokenAuthorizer') },
      });
    }
  });

  test('by token is asked at every request anew and needs the Authorization header', () => {
    expect(propertiesOf(withTokens, 'AWS::ApiGateway::Authorizer')).toMatchObject({
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: 'method.request.header.Authorization',
      Type: 'REQUEST',
    });
    expect(propertiesOf(withTokens, 'AWS::Lambda::Function', 'Authorize')).toMatchObject({ Timeout: 10 });
    expect(parseAuthorizeConfig(environmentOf(withTokens, 'Authorize'))).toEqual({
      tokensSecretId: 'Foreign/Streaming/admin-tokens',
    });
  });
});

describe('what API Gateway answers by itself', () => {
  const responses = allPropertiesOf(template, 'AWS::ApiGateway::GatewayResponse');
  const byType = new Map(responses.map((response) => [response['ResponseType'], response]));
  const known = Object.values(ResponseType)
    .filter((type) => type instanceof ResponseType)
    .map((type) => type.responseType);

  test('is made up for every type that there is', () => {
    expect(new Set(byType.keys())).toEqual(new Set(known));
    expect(known.length).toBeGreaterThan(20);
  });

  test.each(known)('is an envelope of Okta, an id and no answer to keep, for %s', (type) => {
    const { ResponseParameters, ResponseTemplates } = object(byType.get(type));
    const templates = object(ResponseTemplates);

    const envelope = object(JSON.parse(String(templates['application/json'])));

    expect(Object.keys(templates)).toEqual(['application/json']);
    expect(envelope).toEqual({
      errorCode: expect.stringMatching(/^E\d{7}$/),
      errorSummary: expect.stringMatching(/^[A-Z]/),
      errorLink: envelope['errorCode'],
      errorId: '$context.requestId',
      errorCauses: [],
    });
    expect(ResponseParameters).toMatchObject({
      'gatewayresponse.header.X-Okta-Request-Id': 'context.requestId',
      'gatewayresponse.header.Cache-Control': "'no-cache, no-store'",
    });
  });

  test.each([
    { types: ['MISSING_AUTHENTICATION_TOKEN', 'UNAUTHORIZED', 'INVALID_SIGNATURE'], status: '401', code: 'E0000011' },
    { types: ['EXPIRED_TOKEN', 'INVALID_API_KEY'], status: '401', code: 'E0000011' },
    { types: ['ACCESS_DENIED', 'WAF_FILTERED'], status: '403', code: 'E0000006' },
    { types: ['RESOURCE_NOT_FOUND'], status: '404', code: 'E0000008' },
    { types: ['THROTTLED', 'QUOTA_EXCEEDED'], status: '429', code: 'E0000047' },
    { types: ['BAD_REQUEST_BODY', 'BAD_REQUEST_PARAMETERS'], status: '400', code: 'E0000003' },
    { types: ['REQUEST_TOO_LARGE'], status: '413', code: 'E0000003' },
    { types: ['UNSUPPORTED_MEDIA_TYPE'], status: '415', code: 'E0000021' },
    { types: ['AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR'], status: '500', code: 'E0000009' },
    { types: ['API_CONFIGURATION_ERROR', 'INTEGRATION_FAILURE', 'DEFAULT_5XX'], status: '500', code: 'E0000009' },
    { types: ['INTEGRATION_TIMEOUT'], status: '504', code: 'E0000009' },
    { types: ['DEFAULT_4XX'], status: undefined, code: 'E0000001' },
  ])('has status $status and code $code for $types', ({ types, status, code }) => {
    for (const response of types.map((type) => object(byType.get(type)))) {
      expect(response['StatusCode']).toBe(status);
      expect(JSON.stringify(response['ResponseTemplates'])).toContain(`\\"errorCode\\":\\"${code}\\"`);
    }
  });

  test('tells a throttled client of a rate limit in whole numbers, and nobody else', () => {
    const limits = responses.filter(({ ResponseParameters }) =>
      Object.keys(object(ResponseParameters)).some((name) => name.includes('X-Rate-Limit')),
    );

    expect(limits.map(({ ResponseType: type }) => type)).toEqual(['THROTTLED', 'QUOTA_EXCEEDED']);
    for (const { ResponseParameters } of limits) {
      expect(ResponseParameters).toMatchObject({
        'gatewayresponse.header.X-Rate-Limit-Limit': "'0'",
        'gatewayresponse.header.X-Rate-Limit-Remaining': "'0'",
        'gatewayresponse.header.X-Rate-Limit-Reset': "'0'",
      });
    }
  });

  test('is deployed with the stage: another answer is another deployment', () => {
    template.hasResource('AWS::ApiGateway::Deployment', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('THROTTLED')]),
    });
    const { DependsOn } = object(Object.values(template.findResources('AWS::ApiGateway::Deployment'))[0]);
    expect(list(DependsOn).length).toBeGreaterThan(known.length);
  });
});

describe('the admin function', () => {
  test('knows its limits, its accounts and where everything is', () => {
    const limited = synthesize({
      maxLogStreams: 3,
      adminRequestsPerMinute: 120,
      eventBridgeAccounts: ['111122223333', '444455556666'],
    });

    expect(parseAdminConfig(environmentOf(limited, 'AdminApiAdmin'))).toMatchObject({
      orgUrl: new URL(ORG_URL),
      streamTable: '<StreamingStreamsTable>',
      lifecycleQueueUrl: '<StreamingLifecycleNudgesQueue>',
      splunkTokenSecretPrefix: 'Foreign/Streaming/splunk-tokens',
      accountId: '<AWS::AccountId>',
      eventBridgeAccounts: ['111122223333', '444455556666'],
      maxLogStreams: 3,
      requestsPerMinute: 120,
    });
  });

  test("allows the stack's own account when no other is named", () => {
    const { eventBridgeAccounts } = parseAdminConfig(environmentOf(template, 'AdminApiAdmin'));

    expect(eventBridgeAccounts).toEqual(['<AWS::AccountId>']);
  });

  test.each([
    { attemptTimeoutSeconds: 10, attemptTimeoutMs: 10_000 },
    { attemptTimeoutSeconds: 60, attemptTimeoutMs: 20_000 },
  ])(
    'has $attemptTimeoutMs ms to verify a target with attempts of $attemptTimeoutSeconds s',
    ({ attemptTimeoutSeconds, attemptTimeoutMs }) => {
      const config = parseAdminConfig(environmentOf(synthesize({ attemptTimeoutSeconds }), 'AdminApiAdmin'));

      expect(config).toMatchObject({ attemptTimeoutMs });
    },
  );
});
