import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import { isObject } from '../../local/is-object.ts';

/** A request by what it is billed or limited as: an AWS action, a request to Okta, a post to Splunk. */
export function actionOf({ url = '', awsTarget }: { readonly url?: string; readonly awsTarget?: string }): string {
  if (awsTarget !== undefined)
    return awsTarget.replace(/^([A-Za-z]+)(_\d+)?\./, (_all, service: string) => `${SERVICES[service] ?? service} `);
  if (url.startsWith('/api/v1/logs')) return 'Okta GET /api/v1/logs';
  return url.startsWith('/services/collector') ? 'Splunk POST /services/collector' : 'other';
}

const SERVICES: Readonly<Record<string, string>> = {
  AmazonSQS: 'SQS',
  AWSEvents: 'EventBridge',
  DynamoDB: 'DynamoDB',
  secretsmanager: 'Secrets Manager',
};

/** Counts the requests to every HTTP server of this process, whoever made the server. */
export function countActions(): { readonly counts: ReadonlyMap<string, number>; reset(): void } {
  const counts = new Map<string, number>();
  subscribe('http.server.request.start', (message) => {
    const request = isObject(message) ? message['request'] : undefined;
    if (!(request instanceof IncomingMessage)) return;
    const awsTarget = request.headers['x-amz-target'];
    const action = actionOf({ url: request.url ?? '', ...(typeof awsTarget === 'string' && { awsTarget }) });
    counts.set(action, (counts.get(action) ?? 0) + 1);
  });
  return { counts, reset: () => counts.clear() };
}
