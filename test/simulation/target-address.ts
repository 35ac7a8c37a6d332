import type { LogStream } from '../../lambdas/core/log-stream.ts';
import { eventBusOf } from '../../lambdas/targets/event-bus.ts';
import { hecUrl } from '../../lambdas/targets/hec-url.ts';

/** Where a stream's events are taken. */
export const addressOf = (stream: LogStream): string =>
  stream.type === 'aws_eventbridge'
    ? eventBusOf(stream.settings).arn
    : hecUrl(stream.settings.edition, stream.settings.host).hostname;
