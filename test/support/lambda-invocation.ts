import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { packEvents, sliceMessage } from '../../lambdas/aws/slice-message.ts';
import type { QueuedMessage, QueuedSlice } from '../../lambdas/core/slice.ts';

/** The context of an invocation with so much time left, which does not run down. */
export const lambdaContext = (remainingMs = 120_000): Context => ({
  awsRequestId: 'request-1',
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'under-test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:under-test',
  logGroupName: '/aws/lambda/under-test',
  logStreamName: '2026/03/01/[$LATEST]1',
  memoryLimitInMB: '128',
  getRemainingTimeInMillis: () => remainingMs,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

/** What a call to the table comes to while DynamoDB is down. */
export const unanswered = () => Promise.reject(new Error('DynamoDB does not answer'));

/** A message as Lambda hands it to a function. */
export function sqsRecord(message: QueuedSlice): SQSRecord;
export function sqsRecord(message: QueuedMessage, body: string): SQSRecord;
export function sqsRecord(message: QueuedMessage, body = bodyOf(message as QueuedSlice)): SQSRecord {
  return {
    messageId: message.messageId,
    receiptHandle: `handle of ${message.messageId}`,
    body,
    attributes: {
      MessageGroupId: message.streamId,
      SequenceNumber: message.sequenceNumber,
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: '0',
      SentTimestamp: '0',
      SenderId: 'AIDAEXAMPLE',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:events.fifo',
    awsRegion: 'eu-west-1',
  };
}

export const sqsEvent = (...Records: SQSRecord[]): SQSEvent => ({ Records });

function bodyOf({
  messageId: _id,
  sequenceNumber: _number,
  receiveCount: _count,
  events,
  ...slice
}: QueuedSlice): string {
  return sliceMessage(slice, packEvents(events));
}
