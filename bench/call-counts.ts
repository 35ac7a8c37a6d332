import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import { isObject } from '../local/is-object.ts';

/** Requests that reached the emulators, by who makes them on AWS. */
export interface CallCounts {
  /** To the org's System Log. */
  readonly okta: number;
  /** To a target: HEC's event endpoint, PutEvents. */
  readonly target: number;
  /** Sent by the functions: messages go out with one call each. */
  readonly sqsByFunctions: number;
  /** Receives and deletes, which Lambda's event source mappings make and nobody is billed a function's time for. */
  readonly sqsByMappings: number;
  readonly dynamo: number;
}

type Counted = keyof CallCounts;

/** An AWS operation is named in a header, without the version of its API. */
const AWS_OPERATIONS: readonly (readonly [operation: RegExp, counted: Counted])[] = [
  [/^AWSEvents\.PutEvents$/, 'target'],
  [/^AmazonSQS\.SendMessage(Batch)?$/, 'sqsByFunctions'],
  [/^AmazonSQS\.(ReceiveMessage|DeleteMessage(Batch)?)$/, 'sqsByMappings'],
  [/^DynamoDB_\d+\./, 'dynamo'],
];

/** What a request counts as; undefined for one that is none of the pipeline's regular work. */
export function countedAs({ url = '', awsTarget }: { readonly url?: string; readonly awsTarget?: string }) {
  if (awsTarget !== undefined) return AWS_OPERATIONS.find(([operation]) => operation.test(awsTarget))?.[1];
  if (url.startsWith('/api/v1/logs')) return 'okta';
  return url.startsWith('/services/collector') ? 'target' : undefined;
}

/** Counts the requests to every HTTP server of this process, whoever made the server. */
export function countCalls(): { take(): CallCounts; reset(): void } {
  let counts = none();
  subscribe('http.server.request.start', (message) => {
    const request = isObject(message) ? message['request'] : undefined;
    if (!(request instanceof IncomingMessage)) return;
    const awsTarget = request.headers['x-amz-target'];
    const counted = countedAs({
      url: request.url ?? '',
      ...(typeof awsTarget === 'string' && { awsTarget }),
    });
    if (counted) counts = { ...counts, [counted]: counts[counted] + 1 };
  });
  return {
    take: () => counts,
    reset() {
      counts = none();
    },
  };
}

const none = (): CallCounts => ({ okta: 0, target: 0, sqsByFunctions: 0, sqsByMappings: 0, dynamo: 0 });
