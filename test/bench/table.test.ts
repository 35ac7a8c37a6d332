import { describe, expect, test } from '@jest/globals';
import { type Column, renderTable } from '../../bench/table.ts';

interface Fruit {
  readonly name: string;
  readonly count: number;
}

const COLUMNS: readonly Column<Fruit>[] = [
  { title: 'fruit', text: ({ name }) => name, align: 'left' },
  { title: 'n', text: ({ count }) => String(count) },
];

describe('a table', () => {
  test('is as wide in each column as the longest cell or title, with numbers at the right', () => {
    const rows = [
      { name: 'fig', count: 5 },
      { name: 'cloudberry', count: 1234 },
    ];

    expect(renderTable(COLUMNS, rows)).toBe(
      [
        'fruit          n', //
        '----------  ----',
        'fig            5',
        'cloudberry  1234',
      ].join('\n'),
    );
  });

  test('has titles alone when there are no rows', () => {
    expect(renderTable(COLUMNS, [])).toBe('fruit  n\n-----  -');
  });

  test('ends no line with blanks', () => {
    const names = [{ title: 'fruit', text: ({ name }: Fruit) => name, align: 'left' }] as const;

    expect(renderTable(names, [{ name: 'fig', count: 1 }])).toBe('fruit\n-----\nfig');
  });
});
