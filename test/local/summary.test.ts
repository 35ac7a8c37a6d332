import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Ledger, ledger } from '../../local/ledger.ts';
import { hasEverything, summarize, type Summarized } from '../../local/summary.ts';
import { behind, logStream } from '../support/log-streams.ts';
import { type SqsAndS3, startSqsAndS3 } from '../support/fauxqs.ts';
import { START } from '../support/manual-clock.ts';
import { splunkStream } from '../support/target-streams.ts';
import { memoryStreams } from '../support/memory-streams.ts';
import { summaryOf } from '../support/summaries.ts';

let emulators: SqsAndS3;
let bucket: string;

beforeAll(async () => {
  emulators = await startSqsAndS3();
  bucket = emulators.createBucket();
  for (const Key of ['0oaA/2026-03-01/e1.json', '0oaA/2026-03-02/e2.json', '0oaB/2026-03-01/e1.json']) {
    await emulators.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '{}' }));
  }
});

afterAll(async () => {
  await emulators.stop();
});

/** A ledger that accepted these ids in this order; the org persisted a, b, c. */
function ledgerOf(...ids: readonly string[]): Ledger {
  const filled = ledger({ orderOf: (id) => 'abc'.indexOf(id) });
  for (const id of ids) filled.accept({ id, text: '', publishedMs: START.getTime() - 2_500, at: START });
  return filled;
}

const run = (overrides: Partial<Summarized> = {}): Summarized => ({
  org: { simulated: { persistedCount: 3 } },
  streams: memoryStreams(),
  destinations: { ledgerOf: () => undefined },
  aws: { s3: emulators.s3 },
  undeliverableBucket: bucket,
  isSimulated: () => true,
  ...overrides,
});

describe('the summary of a run', () => {
  test('is what the targets saw, and the backlog', async () => {
    const streams = memoryStreams(
      logStream({
        id: '0oaA',
        name: 'Bus',
        read: behind('x', { count: 7 }),
        acknowledged: behind('w', { count: 4 }),
      }),
    );
    const summary = await summarize(
      run({ streams, destinations: { ledgerOf: () => ledgerOf('b', 'a', 'a') } }),
      1.23456,
    );

    expect(summary).toEqual({
      served: 3,
      elapsedSeconds: 1.235,
      streams: [
        {
          id: '0oaA',
          name: 'Bus',
          type: 'aws_eventbridge',
          status: 'ACTIVE',
          accepted: 2,
          duplicates: 1,
          outOfOrder: 1,
          undeliverable: 0,
          backlog: 3,
          lagMs: { p50: 2_500, p99: 2_500 },
        },
      ],
    });
  });

  test('counts what is set aside in the bucket, each event once', async () => {
    const delivered = { events: 0, undeliverable: 9 };
    const streams = memoryStreams(logStream({ id: '0oaA', delivered }), logStream({ id: '0oaB' }));

    const summary = await summarize(run({ streams }), 0);

    expect(summary.streams.map(({ undeliverable }) => undeliverable)).toEqual([2, 0]);
  });

  test('takes the count of the pipeline where the target is a foreign one', async () => {
    const delivered = { events: 40, undeliverable: 0 };
    const streams = memoryStreams(logStream({ id: '0oaA' }), { ...splunkStream(), id: '0oaB', delivered });
    const summary = await summarize(
      run({
        org: { simulated: undefined },
        streams,
        destinations: { ledgerOf: () => ledgerOf('a') },
        isSimulated: (type) => type === 'aws_eventbridge',
      }),
      0,
    );

    expect(summary.served).toBeNull();
    expect(summary.streams.map(({ accepted }) => accepted)).toEqual([1, 40]);
    expect(summary.streams[1]?.lagMs).toEqual({ p50: null, p99: null });
  });
});

describe('a run', () => {
  test.each<[name: string, isTrue: boolean, summary: Parameters<typeof summaryOf>]>([
    ['all was accepted', true, [[{ accepted: 5 }, { accepted: 5 }], { served: 5 }]],
    ['what was not accepted was set aside', true, [[{ accepted: 3, undeliverable: 2 }], { served: 5 }]],
    ['one target lacks an event', false, [[{ accepted: 5 }, { accepted: 4 }], { served: 5 }]],
    ['something is queued', false, [[{ accepted: 5, backlog: 1 }], { served: 5 }]],
    ['only an INACTIVE stream lacks events', true, [[{ accepted: 5 }, { status: 'INACTIVE' }], { served: 5 }]],
    ['nothing was served', true, [[{}], { served: 0 }]],
    ['a foreign org does not tell and nothing is queued', true, [[{ accepted: 1 }], { served: null }]],
    ['a foreign org does not tell and something is queued', false, [[{ backlog: 1 }], { served: null }]],
  ])('where %s has everything: %j', (_name, isTrue, summary) => {
    expect(hasEverything(summaryOf(...summary))).toBe(isTrue);
  });
});
