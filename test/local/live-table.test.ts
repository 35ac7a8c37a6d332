import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { type Live, renderTable, renderTerminalTable } from '../../local/live-table.ts';
import { summaryOf } from '../support/summaries.ts';

const ERROR = 'deactivated after 2 attempts (TARGET_UNAVAILABLE): Splunk cannot take events now (HTTP 503)';

const LIVE: Live = {
  summary: summaryOf([
    { id: 'A', name: 'Security', accepted: 12_345, backlog: 1_000, lagMs: { p50: 850, p99: 9_999 } },
    { id: 'B', name: 'Splunk Cloud', status: 'INACTIVE', accepted: 7, lagMs: { p50: 10_000, p99: 1_234_567 } },
    { id: 'C', name: 'New' },
  ]),
  rates: new Map([['A', 1_234.56]]),
  lastErrors: new Map([['B', ERROR]]),
};

const NARROW = [
  'stream        status    delivered  rate/s  lag p50  lag p99  backlog',
  'Security      ACTIVE    12,345     1234.6  0.8 s    10.0 s   1,000',
  'Splunk Cloud  INACTIVE  7          0.0     10 s     1,235 s  0',
  '  last error: deactivated after 2 attempts (TARGET_UNAVAILABLE): Splunk cannot…',
  'New           ACTIVE    0          0.0     -        -        0',
];

describe('the table of streams', () => {
  test('has a line for each, with the last error beside it', () => {
    expect(renderTable(LIVE)).toEqual([
      'stream        status    delivered  rate/s  lag p50  lag p99  backlog  last error',
      'Security      ACTIVE    12,345     1234.6  0.8 s    10.0 s   1,000',
      'Splunk Cloud  INACTIVE  7          0.0     10 s     1,235 s  0        deactivated after 2 attempts (TARGET_UNAVAILABLE): Splunk c…',
      'New           ACTIVE    0          0.0     -        -        0',
    ]);
  });

  test('has the last error below its stream where the terminal is narrow', () => {
    expect(renderTable(LIVE, 79)).toEqual(NARROW);
  });

  test('is cut off where not even that fits', () => {
    expect(renderTable(LIVE, 30)).toEqual([
      'stream        status    deliv…',
      'Security      ACTIVE    12,34…',
      'Splunk Cloud  INACTIVE  7    …',
      '  last error: deactivated aft…',
      'New           ACTIVE    0    …',
    ]);
  });

  test('is a header alone without streams', () => {
    const live = { summary: summaryOf([]), rates: new Map(), lastErrors: new Map() };

    expect(renderTable(live)).toEqual(['stream  status  delivered  rate/s  lag p50  lag p99  backlog  last error']);
  });

  test('says the same in a terminal, apart from colours', () => {
    expect(renderTerminalTable(LIVE, 79).map(stripVTControlCharacters)).toEqual(NARROW);
  });
});
