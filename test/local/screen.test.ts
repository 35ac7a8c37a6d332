import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Note } from '../../local/notable.ts';
import { type Output, screen } from '../../local/screen.ts';
import { summaryOf } from '../support/summaries.ts';

const HEADER = 'stream        status  delivered  rate/s  lag p50  lag p99  backlog  last error';

const note = (overrides: Partial<Note> = {}): Note => ({
  text: 'attempt 1 failed: 503',
  streamIds: ['A'],
  isError: true,
  ...overrides,
});

/** What a pipe gets, line by line. */
function pipe() {
  const written: string[] = [];
  const output: Output = { write: (text) => written.push(text) };
  return { show: screen(output), lines: () => written.splice(0).join('').split('\n').slice(0, -1) };
}

/** A terminal's screen: text, and "up n lines and clear". */
function terminal(columns?: number) {
  const rows: string[] = [];
  const output: Output = {
    isTTY: true,
    ...(columns !== undefined && { columns }),
    write(text) {
      const up = /^\u001B\[(\d+)A\u001B\[J$/.exec(text)?.[1];
      if (up === undefined) rows.push(...stripVTControlCharacters(text).split('\n').slice(0, -1));
      else rows.length -= Number(up);
    },
  };
  return { show: screen(output), rows };
}

describe('the screen of a pipe', () => {
  test('shows the header once and a stream again only when something moved', () => {
    const { show, lines } = pipe();

    show.table(summaryOf([{}], { elapsedSeconds: 0 }));
    show.table(summaryOf([{}], { elapsedSeconds: 1 }));
    show.table(summaryOf([{ backlog: 5 }], { elapsedSeconds: 2 }));
    show.table(summaryOf([{ accepted: 10 }], { elapsedSeconds: 4 }));

    expect(lines()).toEqual([
      HEADER,
      'Splunk Cloud  ACTIVE  0          0.0     -        -        0',
      'Splunk Cloud  ACTIVE  10         5.0     -        -        0',
    ]);
  });

  test('knows no rate at first, whatever was delivered before', () => {
    const { show, lines } = pipe();

    show.table(summaryOf([{ accepted: 5_000 }], { elapsedSeconds: 0.1 }));

    expect(lines()[1]).toBe('Splunk Cloud  ACTIVE  5,000      0.0     -        -        0');
  });

  test('names the streams that a note is about once it knows them', () => {
    const { show, lines } = pipe();

    show.note(note({ streamIds: [], text: 'polling held' }));
    show.note(note());
    show.table(summaryOf([{ id: 'A' }, { id: 'B', name: 'Security' }]));
    lines();
    show.note(note({ streamIds: ['A', 'B'] }));

    expect(lines()).toEqual(['Splunk Cloud, Security: attempt 1 failed: 503']);
  });

  test('keeps the last error of a stream until it is activated', () => {
    const { show, lines } = pipe();
    show.note(note({ text: 'deactivated', isError: true }));
    show.table(summaryOf([{ status: 'INACTIVE' }]));

    show.note(note({ text: 'activated', isError: false }));
    show.table(summaryOf([{ accepted: 1, status: 'INACTIVE' }]));
    show.table(summaryOf([{ accepted: 1 }]));

    expect(lines().filter((line) => line.startsWith('Splunk Cloud  '))).toEqual([
      'Splunk Cloud  INACTIVE  0          0.0     -        -        0        deactivated',
      'Splunk Cloud  INACTIVE  1          0.0     -        -        0        deactivated',
      'Splunk Cloud  ACTIVE  1          0.0     -        -        0',
    ]);
  });

  test('moves no cursor', () => {
    const written: string[] = [];
    const show = screen({ write: (text) => written.push(text) });

    show.table(summaryOf([{}]));
    show.line('a line');
    show.table(summaryOf([{ accepted: 1 }]));

    expect(written.join('')).not.toContain('\u001B');
  });
});

describe('the screen of a terminal', () => {
  test('redraws the table in its place', () => {
    const { show, rows } = terminal(120);

    show.line('Reading');
    show.table(summaryOf([{}], { elapsedSeconds: 0 }));
    show.table(summaryOf([{ accepted: 3 }], { elapsedSeconds: 1 }));

    expect(rows).toEqual(['Reading', HEADER, 'Splunk Cloud  ACTIVE  3          3.0     -        -        0']);
  });

  test('puts notes and lines above the table', () => {
    const { show, rows } = terminal(80);

    show.table(summaryOf([{}]));
    show.note(note());
    show.line('Finishing');

    expect(rows).toEqual([
      'Splunk Cloud: attempt 1 failed: 503',
      'Finishing',
      HEADER,
      'Splunk Cloud  ACTIVE  0          0.0     -        -        0',
    ]);
  });

  test.each([[80], [undefined]])('wraps no line of the table on %j columns', (columns) => {
    const { show, rows } = terminal(columns);

    show.note(note({ text: 'x'.repeat(200), streamIds: ['A'] }));
    show.table(summaryOf([{ name: 'n'.repeat(100) }]));
    show.table(summaryOf([{ name: 'n'.repeat(100), accepted: 1 }]));

    expect(rows.map((row) => row.length)).toEqual([200, 79, 79, 79]);
  });

  test('leaves the table when it has ended', () => {
    const { show, rows } = terminal(80);

    show.table(summaryOf([{}]));
    show.endTable();
    show.line('5 events delivered');

    expect(rows.at(-1)).toBe('5 events delivered');
    expect(rows).toHaveLength(3);
  });
});
