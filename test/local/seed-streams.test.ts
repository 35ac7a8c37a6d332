import { describe, expect, test } from '@jest/globals';
import { seedStreams } from '../../local/seed-streams.ts';
import { cursor, logStream } from '../support/log-streams.ts';
import { memoryStreams } from '../support/memory-streams.ts';

const startAt = (since: Date) => cursor(`since ${since.toISOString()}`);

describe('the streams that a run begins with', () => {
  test('are one of each type in an empty table, ACTIVE and at the moment of their creation', async () => {
    const store = memoryStreams();

    const seeded = await seedStreams(store, startAt);

    expect((await store.load()).streams).toEqual(seeded);
    expect(seeded.map(({ type }) => type)).toEqual(['aws_eventbridge', 'splunk_cloud_logstreaming']);
    for (const { id, status, created, read, acknowledged } of seeded) {
      expect(id).toMatch(/^0oa[0-9A-Za-z]{17}$/);
      expect(status).toBe('ACTIVE');
      expect(read).toEqual(acknowledged);
      expect(read.cursor).toBe(`since ${created}`);
    }
    expect(new Set(seeded.map(({ id }) => id)).size).toBe(2);
  });

  test('are those of the table where it holds any', async () => {
    const kept = logStream({ status: 'INACTIVE' });
    const store = memoryStreams(kept);

    expect(await seedStreams(store, startAt)).toEqual([kept]);
    expect((await store.load()).streams).toEqual([kept]);
  });
});
