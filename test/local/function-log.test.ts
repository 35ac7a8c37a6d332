import { Logger, type LogItem } from '@aws-lambda-powertools/logger';
import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../lambdas/core/journal.ts';
import { logJournal } from '../../lambdas/runtime/journal.ts';
import { parseLogLine } from '../../local/function-log.ts';

const CONTEXT = {
  awsRequestId: 'request-1',
  functionName: 'poll',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:poll',
  memoryLimitInMB: '256',
};

/** The deployed functions' logger with its own format. */
class PrintingLogger extends Logger {
  readonly lines: string[] = [];

  protected override printLog(_level: number, line: LogItem): void {
    line.prepareForPrint();
    this.lines.push(JSON.stringify(line.getAttributes()));
  }
}

/** The line that a function of ours writes for this entry. */
function lineFor(entry: Entry): string {
  const logger = new PrintingLogger({ serviceName: 'poll', logLevel: 'INFO' });
  logger.addContext({ ...CONTEXT } as unknown as Parameters<Logger['addContext']>[0]);
  logJournal(logger)(entry);
  return logger.lines.at(-1) ?? '';
}

describe('a line of a function', () => {
  test.each<[entry: Entry]>([
    [{ what: 'page read', pageId: 'p', ms: 1, events: 1, streams: 2, isFull: false }],
    [{ what: 'slices queued', pageId: 'p', streamId: 'A', events: 1, slices: 1 }],
    [{ what: 'set aside', streamId: 'A', eventId: 'e', reason: 'too large' }],
    [{ what: 'read failed', code: 'OKTA_UNAVAILABLE', message: 'it answered 503', streamIds: ['A'] }],
    [
      {
        what: 'attempt failed',
        streamId: 'A',
        messageId: 'm',
        attempt: 2,
        failure: { code: 'TARGET_TIMEOUT', message: 'slow' },
      },
    ],
  ])('is the journal entry %j again', (entry) => {
    expect(parseLogLine(lineFor(entry))).toEqual({
      level: expect.stringMatching(/^(INFO|WARN|ERROR)$/),
      entry,
      invocation: 'request-1',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  test.each<[name: string, line: string, read: object]>([
    ['no JSON', 'Error: boom', { level: 'INFO', text: 'Error: boom' }],
    ['JSON that is no object', '7', { level: 'INFO', text: '7' }],
    ['an object without a message', '{"level":"WARN"}', { level: 'WARN', text: '{"level":"WARN"}' }],
    [
      'a message that is no journal entry',
      '{"level":"ERROR","message":"invocation failed","service":"poll","function_name":"f","code":"UNEXPECTED"}',
      { level: 'ERROR', text: 'invocation failed {"code":"UNEXPECTED"}' },
    ],
    ['a bare message', '{"level":"INFO","message":"toString","service":"poll"}', { level: 'INFO', text: 'toString' }],
  ])('is kept as a text when it is %s', (_name, line, read) => {
    expect(parseLogLine(line)).toEqual(read);
  });

  test('keeps a line of metrics as it was written', () => {
    const line = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"Ticks":1}';

    expect(parseLogLine(line)).toEqual({ metrics: line });
  });
});
