import { describe, expect, test } from '@jest/globals';
import type { StreamType } from '../../lambdas/core/log-stream.ts';
import { targetFor, type TargetOf } from '../../lambdas/targets/target-for.ts';
import { logEvents } from '../support/events.ts';
import { eventBridgeStream, splunkStream } from '../support/target-streams.ts';

/** Takes nothing, and says who it is. */
const namedTarget = <T extends StreamType>(message: T): TargetOf<T> => ({
  attempt: async (_stream, events) => ({
    pending: events,
    undeliverable: [],
    failure: { code: 'TARGET_REJECTED', message },
  }),
});

const aws_eventbridge = namedTarget('aws_eventbridge');
const splunk_cloud_logstreaming = namedTarget('splunk_cloud_logstreaming');

describe('targetFor', () => {
  test.each([eventBridgeStream(), splunkStream()])(
    'hands the events of a stream to the target of its type',
    async (s) => {
      const target = targetFor({ aws_eventbridge, splunk_cloud_logstreaming });

      const result = await target.attempt(s, logEvents(2), new AbortController().signal);

      expect(result.failure?.message).toBe(s.type);
      expect(result.pending).toEqual(logEvents(2));
    },
  );

  test('does not compile without a target for every type', () => {
    // @ts-expect-error a type has no target
    expect(targetFor({ aws_eventbridge })).toBeDefined();
  });

  test('does not compile with the target of one type under the name of another', () => {
    // @ts-expect-error it could not read the settings
    expect(targetFor({ aws_eventbridge, splunk_cloud_logstreaming: aws_eventbridge })).toBeDefined();
  });
});
