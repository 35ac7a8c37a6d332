import { AccessLogFormat, LogGroupLogDestination, type StageOptions } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionLogs } from './node-function.ts';

/**
 * What is logged of a request. Of an error its type and not API Gateway's message, which quotes an Authorization header
 * that is no signature, and a session token where the signature is wrong.
 */
const FIELDS = {
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
};

/** Keeps one JSON entry for each request to a stage. */
export const accessLog = (scope: Construct, id: string, logs: FunctionLogs): StageOptions => ({
  accessLogDestination: new LogGroupLogDestination(new LogGroup(scope, id, logs)),
  accessLogFormat: AccessLogFormat.custom(JSON.stringify(FIELDS)),
});
