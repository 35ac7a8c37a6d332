import { describe, expect, test } from '@jest/globals';
import { calculate, numberIn, numbersIn } from '../support/arithmetic.ts';
import { rowsUnder } from '../support/page-table.ts';

const PAGE = 'docs/runbook.md';

const BILLS = [
  'A month without events',
  'Each stream in a month',
  'A million events to one stream, in full pages',
  'A stream with events in every tick of a month, besides',
];

const PRICES = rowsUnder(PAGE, 'Prices').map(([, usd = '']) => usd);
const COUNTS = rowsUnder(PAGE, 'Counts');

/** What prices are for, and what makes KB of bytes and GB of KB. */
const MILLION = '1,000,000';

interface Line {
  readonly what: string;
  readonly arithmetic: string;
  readonly usd: string;
}

const linesOf = (heading: string): readonly Line[] =>
  rowsUnder(PAGE, heading).map(([what = '', arithmetic = '', usd = '']) => ({
    what,
    arithmetic: arithmetic.replaceAll('`', ''),
    usd,
  }));

const isTotal = ({ what }: Line): boolean => what.startsWith('**');
const plain = (text: string): string => text.replaceAll('**', '');

const TOTALS = BILLS.flatMap((heading) =>
  linesOf(heading)
    .filter(isTotal)
    .map(({ usd }) => plain(usd)),
);

describe.each(BILLS)('the table "%s"', (heading) => {
  const lines = linesOf(heading);
  const summands = lines.filter((line) => !isTotal(line));

  test.each(summands.map((line) => [line.what, line] as const))(
    'has the amount that its arithmetic comes to: %s',
    (_what, { arithmetic, usd }) => {
      expect(usd).toBe(calculate(arithmetic).toFixed(3));
    },
  );

  test('takes every number from the prices and the counts', () => {
    const known = new Set([MILLION, ...PRICES, ...COUNTS.map(([, value]) => value)]);

    const unknown = summands
      .flatMap(({ arithmetic }) => numbersIn(arithmetic))
      .filter((number) => !known.has(number));

    expect(unknown).toEqual([]);
  });

  test.each(lines.filter(isTotal).map(({ what, usd }) => [plain(what), plain(usd)]))('adds up %s', (target, usd) => {
    const sum = summands
      .filter(({ what }) => !what.startsWith('to ') || what.startsWith(`${target}: `))
      .reduce((total, { arithmetic }) => total + calculate(arithmetic), 0);

    expect(usd).toBe(sum.toFixed(2));
  });
});

describe('the bills', () => {
  const bills = linesOf('Cost');

  test.each(bills.map((line) => [line.what, line] as const))('are sums of the totals: %s', (_what, bill) => {
    const known = new Set([...TOTALS, '2', '10']);

    expect(plain(bill.usd)).toBe(calculate(bill.arithmetic).toFixed(2));
    expect(numbersIn(bill.arithmetic).filter((number) => !known.has(number))).toEqual([]);
  });

  test('have a total of every table', () => {
    const used = new Set(bills.flatMap(({ arithmetic }) => numbersIn(arithmetic)));

    expect(TOTALS.filter((total) => !used.has(total))).toEqual([]);
  });
});

test('no price and no count is given that no sum takes', () => {
  const used = new Set(
    BILLS.flatMap((heading) => linesOf(heading).flatMap(({ arithmetic }) => numbersIn(arithmetic))),
  );

  expect(PRICES.filter((price) => !used.has(price))).toEqual([]);
  expect(COUNTS.filter(([, value = '']) => !used.has(value))).toEqual([]);
});

test('counts that follow from others do', () => {
  expect(countOf('minutes of a month')).toBe(30 * 24 * 60);
  expect(countOf('ticks of a month')).toBe((countOf('minutes of a month') * 60) / 10);
  expect(countOf('empty receives of a queue')).toBe((countOf('minutes of a month') * 5 * 60) / 20);
  expect(countOf('readings of a secret')).toBe(countOf('minutes of a month') / 5);
});

function countOf(name: string): number {
  const row = COUNTS.find(([what]) => what === name);
  if (!row) throw new Error(`no count "${name}"`);
  return numberIn(row[1] ?? '');
}
