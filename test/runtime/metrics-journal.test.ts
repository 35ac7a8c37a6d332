import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import middy from '@middy/core';
import { metricsJournal, publishMetrics } from '../../lambdas/runtime/metrics-journal.ts';
import { lambdaContext } from '../support/lambda-invocation.ts';

/** What an invocation wrote on standard output, where CloudWatch finds metrics. */
let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text: unknown) => {
    lines.push(JSON.parse(String(text)) as Record<string, unknown>);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

const splunk = { streamId: '0oa1', streamName: 'Splunk' };
const delivery = { events: 2, undeliverable: 0, attempts: 1, backlog: 0, durationMs: 30, lagsMs: [500, 1500] };

describe('the metrics of an invocation', () => {
  test('are one line for the org and one a stream, in the embedded metric format', () => {
    const { journal, publish } = metricsJournal(new URL('https://acme.okta.com'));
    journal({ what: 'tick', requests: 1, rateLimited: 0, streams: [] });
    journal({ what: 'delivered', ...splunk, messageId: 'm', delivery });
    publish();

    expect(lines).toMatchObject([
      { Org: 'acme.okta.com', service: 'okta-log-streaming', Ticks: 1, OktaRequests: 1 },
      { Org: 'acme.okta.com', Stream: 'Splunk (0oa1)', EventsDelivered: 2, Lag: [0.5, 1.5] },
    ]);
    expect(lines[1]).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'OktaLogStreaming',
            Dimensions: [expect.arrayContaining(['service', 'Org', 'Stream'])],
            Metrics: expect.arrayContaining([{ Name: 'Lag', Unit: 'Seconds' }]),
          },
        ],
      },
    });
  });

  test('are published once, and nothing when nothing happened', () => {
    const { journal, publish } = metricsJournal(new URL('https://acme.okta.com'));
    publish();
    journal({ what: 'dead letter', streamId: '0oa1', messageId: 'm' });
    publish();
    publish();

    expect(lines).toMatchObject([{ DeadLetters: 1 }]);
  });

  test('keep every value of more than one line can hold', () => {
    const { journal, publish } = metricsJournal(new URL('https://acme.okta.com'));
    for (let n = 0; n < 150; n += 1) {
      journal({ what: 'page read', pageId: 'p', events: n, streams: 1, isFull: true, ms: 1 });
    }
    publish();

    const values = lines.flatMap((line) => line['EventsRead'] ?? []);
    expect(values).toEqual(Array.from({ length: 150 }, (_, n) => n));
  });

  test('are lines of metrics and nothing else, also with exactly as many values as one can hold', () => {
    const { journal, publish } = metricsJournal(new URL('https://acme.okta.com'));
    const lagsMs = Array.from({ length: 100 }, (_, n) => n);
    journal({ what: 'delivered', ...splunk, messageId: 'm', delivery: { ...delivery, lagsMs } });
    publish();

    expect(lines.filter((line) => !('_aws' in line))).toEqual([]);
    expect(lines.flatMap((line) => line['Lag'] ?? [])).toHaveLength(100);
  });

  test('are a hundred values a line at most, and keep every lag of a large message in its place', () => {
    const { journal, publish } = metricsJournal(new URL('https://acme.okta.com'));
    const lagsMs = Array.from({ length: 1_050 }, (_, n) => n * 1000);
    journal({ what: 'delivered', ...splunk, messageId: 'm', delivery: { ...delivery, lagsMs } });
    publish();

    const lags = lines.map((line) => [line['Lag'] ?? []].flat());
    expect(Math.max(...lags.map(({ length }) => length))).toBe(100);
    expect(lags.flat()).toEqual(Array.from({ length: 1_050 }, (_, n) => n));
    expect(new Set(lines.map((line) => line['Stream']))).toEqual(new Set(['Splunk (0oa1)']));
    expect(lines.flatMap((line) => line['EventsDelivered'] ?? [])).toEqual([2]);
  });

  test.each([
    ['ends well', async () => 'done'],
    ['fails', () => Promise.reject(new Error('the table does not answer'))],
  ])('are published also when it %s', async (_how, body) => {
    const { journal, publish } = metricsJournal(new URL('https://acme.okta.com'));
    const handler = middy<unknown, unknown>()
      .use(publishMetrics({ publish }))
      .handler(() => {
        journal({ what: 'dead letter', streamId: '0oa1', messageId: 'm' });
        return body();
      });

    await handler({}, lambdaContext()).catch(() => undefined);

    expect(lines).toHaveLength(1);
  });
});
