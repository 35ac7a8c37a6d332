import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startFeed } from '../../local/feed.ts';
import { START } from '../support/manual-clock.ts';

interface GeneratedEvent {
  readonly uuid: string;
  readonly published: string;
}

/** An org that keeps what it is given. */
function memoryOrg(kept: readonly string[] = []) {
  const texts = [...kept];
  const uuids = () => texts.map((text) => (JSON.parse(text) as { uuid?: string }).uuid);
  return {
    texts,
    uuids,
    persist: (more: readonly string[]) => void texts.push(...more),
    orderOf(uuid: string) {
      const order = uuids().indexOf(uuid);
      return order === -1 ? undefined : order;
    },
  };
}

const event = (uuid: string, more = 0) => JSON.stringify({ uuid, more });
const SEED = 1;

beforeEach(() => {
  jest.useFakeTimers({ now: START });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('the life of the simulated org', () => {
  test('is all there at once without a rate', () => {
    const org = memoryOrg();

    const feed = startFeed(org, { count: 500 }, SEED);

    expect(new Set(org.uuids()).size).toBe(500);
    expect(feed.isComplete).toBe(true);
  });

  test('is the lines of a file, byte for byte', () => {
    const org = memoryOrg();
    const texts = [event('a'), '{ "uuid": "b" , "n": 1.0}', '{"noUuid":true}'];

    startFeed(org, { texts }, SEED);

    expect(org.texts).toEqual(texts);
  });

  test('goes on at its rate without end, a second of it at once', () => {
    const org = memoryOrg();

    const feed = startFeed(org, { rate: 20 }, SEED);
    expect(org.texts).toHaveLength(20);
    jest.advanceTimersByTime(3_000);

    expect(new Set(org.uuids()).size).toBe(80);
    expect(feed.isComplete).toBe(false);
    feed.stop();
  });

  test('has happened when it is served: nothing was published in the future', () => {
    const org = memoryOrg();
    const feed = startFeed(org, { rate: 50 }, SEED);

    jest.advanceTimersByTime(1_000);

    const newest = Math.max(...org.texts.map((text) => Date.parse((JSON.parse(text) as GeneratedEvent).published)));
    expect(newest).toBeLessThanOrEqual(START.getTime() + 1_000);
    feed.stop();
  });

  test('ends with its count', () => {
    const org = memoryOrg();
    const feed = startFeed(org, { count: 25, rate: 20 }, SEED);
    expect(feed.isComplete).toBe(false);

    jest.advanceTimersByTime(10_000);

    expect(org.texts).toHaveLength(25);
    expect(feed.isComplete).toBe(true);
    feed.stop();
  });

  test('ends when it is stopped', () => {
    const org = memoryOrg();
    const feed = startFeed(org, { rate: 20 }, SEED);

    feed.stop();
    jest.advanceTimersByTime(10_000);

    expect(org.texts).toHaveLength(20);
  });

  test('serves a file at a rate slower than one a second', () => {
    const org = memoryOrg();
    const feed = startFeed(org, { texts: [event('a'), event('b')], rate: 0.5 }, SEED);
    expect(org.uuids()).toEqual(['a']);

    jest.advanceTimersByTime(2_000);

    expect(org.uuids()).toEqual(['a', 'b']);
    expect(feed.isComplete).toBe(true);
    feed.stop();
  });

  test('serves a file once to a kept org, and an event twice that the file has twice', () => {
    const texts = [event('a'), event('b'), event('c'), event('c', 2)];
    const org = memoryOrg(texts.slice(0, 2));

    startFeed(org, { texts }, SEED);

    expect(org.texts).toEqual(texts);
  });

  test('generates other events in another run', () => {
    const org = memoryOrg();
    startFeed(org, { count: 10 }, SEED);
    jest.advanceTimersByTime(1_000);

    startFeed(org, { count: 10 }, SEED);

    expect(new Set(org.uuids()).size).toBe(20);
  });
});
