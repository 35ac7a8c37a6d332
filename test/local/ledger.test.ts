import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ledger, type Ledger, type LedgerOptions } from '../../local/ledger.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

/** Persisted in alphabetical order; capitals were never persisted. */
const orderOf = (id: string) => (/^[a-z]/.test(id) ? id.codePointAt(0) : undefined);

const cleanUp: (() => void)[] = [];

afterEach(() => {
  for (const undo of cleanUp.splice(0).toReversed()) undo();
});

function open(options: Partial<LedgerOptions> = {}): Ledger {
  const opened = ledger({ orderOf, ...options });
  cleanUp.push(() => opened.close());
  return opened;
}

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  cleanUp.push(() => rmSync(folder, { recursive: true }));
  return join(folder, 'accepted.ndjson');
}

const accept = (book: Ledger, ids: Iterable<string>, lagMs: number | undefined = 0) => {
  for (const id of ids) {
    const publishedMs = lagMs === undefined ? undefined : now - lagMs;
    book.accept({ id, text: `{"uuid":"${id}"}`, publishedMs, at: new Date(now) });
  }
};

const countsOf = ({ accepted, duplicates, outOfOrder }: Ledger) => ({ accepted, duplicates, outOfOrder });

describe('counts', () => {
  test.each([
    ['nothing', '', { accepted: 0, duplicates: 0, outOfOrder: 0 }],
    ['events in order', 'abd', { accepted: 3, duplicates: 0, outOfOrder: 0 }],
    ['events repeated after a rewind', 'abcabcd', { accepted: 4, duplicates: 3, outOfOrder: 0 }],
    ['events overtaken by a later one', 'dabce', { accepted: 5, duplicates: 0, outOfOrder: 3 }],
    ['an event repeated too early to be new', 'acba', { accepted: 3, duplicates: 1, outOfOrder: 1 }],
    ['an event the org does not know', 'aXb', { accepted: 3, duplicates: 0, outOfOrder: 0 }],
  ])('%s', (_what, ids, counts) => {
    const book = open();

    accept(book, ids);

    expect(countsOf(book)).toEqual(counts);
  });

  test('every id once, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')), (ids) => {
        const book = open();

        accept(book, ids);

        expect(book.accepted).toBe(new Set(ids).size);
        expect(book.accepted + book.duplicates).toBe(ids.length);
      }),
    );
  });
});

test('has the ids it accepted and no others', () => {
  const book = open();
  accept(book, 'a');

  expect([book.has('a'), book.has('b')]).toEqual([true, false]);
});

describe('text', () => {
  test('is that of the first acceptance', () => {
    const book = open({ keepTexts: true });
    book.accept({ id: 'a', text: 'first', publishedMs: undefined, at: new Date(now) });
    book.accept({ id: 'a', text: 'second', publishedMs: undefined, at: new Date(now) });

    expect([book.text('a'), book.text('b')]).toEqual(['first', undefined]);
  });

  test('is not kept unless asked for', () => {
    const book = open();
    accept(book, 'a');

    expect(book.text('a')).toBeUndefined();
  });
});

describe('lag', () => {
  test('is the time from publication to acceptance, by nearest rank', () => {
    const book = open();
    for (const [id, lagMs] of Object.entries({ d: 400, b: 200, a: 100, c: 300 })) accept(book, id, lagMs);

    expect([0, 25, 50, 51, 99, 100].map((percentile) => book.lagMs(percentile))).toEqual([
      100, 100, 200, 300, 400, 400,
    ]);
  });

  test('leaves out repeated events and events without a date', () => {
    const book = open();
    accept(book, 'a', 100);
    accept(book, 'a', 9_000);
    accept(book, 'b', undefined);

    expect(book.lagMs(100)).toBe(100);
  });

  test('forgets all but the latest 10,000 events', () => {
    const book = open();
    accept(book, ['old'], 9_000);
    accept(
      book,
      Array.from({ length: 9_999 }, (_, n) => `x${n}`),
      100,
    );
    expect(book.lagMs(100)).toBe(9_000);

    accept(book, ['new'], 100);
    expect(book.lagMs(100)).toBe(100);
  });

  test('is unknown before the first event', () => {
    expect(open().lagMs(50)).toBeUndefined();
  });

  test.each([-1, 101, Number.NaN])('has no percentile %d', (percentile) => {
    expect(() => open().lagMs(percentile)).toThrow(`percentile must be 0 to 100; got ${percentile}`);
  });
});

describe('a ledger on file', () => {
  test('has every acceptance in the file before accept returns', () => {
    const file = temporaryFile();
    const book = open({ file });

    accept(book, 'a');
    expect(readFileSync(file, 'utf8')).toBe('"a"\n');
    accept(book, 'a');
    expect(readFileSync(file, 'utf8')).toBe('"a"\n"a"\n');
  });

  test('goes on with its counts after a restart', () => {
    const file = temporaryFile();
    accept(open({ file }), 'acba');

    const book = open({ file });

    expect(countsOf(book)).toEqual({ accepted: 3, duplicates: 1, outOfOrder: 1 });
    accept(book, 'bad');
    expect(countsOf(book)).toEqual({ accepted: 4, duplicates: 3, outOfOrder: 1 });
    expect(countsOf(open({ file }))).toEqual(countsOf(book));
  });

  test('forgets the half line of a process killed in mid-write', () => {
    const file = temporaryFile();
    accept(open({ file }), 'ab');
    appendFileSync(file, '"c');

    const book = open({ file });
    accept(book, 'd');

    expect(countsOf(book)).toEqual({ accepted: 3, duplicates: 0, outOfOrder: 0 });
    expect(readFileSync(file, 'utf8')).toBe('"a"\n"b"\n"d"\n');
  });

  test('has ids of any characters after a restart', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary' })), (ids) => {
        const file = temporaryFile();
        accept(open({ file }), ids);

        const book = open({ file });

        expect(book.accepted).toBe(ids.length);
        expect(ids.every((id) => book.has(id))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
