import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes } from '@aws-lambda-powertools/logger/types';

/** The deployed functions' logger, whose lines a test reads instead of standard output. */
export class CapturedLogger extends Logger {
  readonly lines: LogAttributes[] = [];

  constructor() {
    super({ serviceName: 'test', logLevel: 'INFO', logFormatter: new Plain() });
  }

  protected override printLog(_level: number, line: LogItem): void {
    line.prepareForPrint();
    // As text and back: what a log group would hold.
    this.lines.push(structuredClone(JSON.parse(JSON.stringify(line.getAttributes()))));
  }
}

class Plain extends LogFormatter {
  override formatAttributes(
    { logLevel, message }: { logLevel: string; message: string },
    more: LogAttributes,
  ): LogItem {
    return new LogItem({ attributes: { level: logLevel, message } }).addAttributes(more);
  }
}
