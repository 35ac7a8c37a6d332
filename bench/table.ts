export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Numbers stand at the right, so that their digits are below one another. @default 'right' */
  readonly align?: 'left' | 'right';
}

/** Rows in aligned columns under their titles, without a line break at the end. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = columns.map(({ title, text }) => [title, ...rows.map(text)]);
  const widths = cells.map((column) => Math.max(...column.map((cell) => cell.length)));
  const pad = (cell: string, index: number): string => {
    const width = widths[index] ?? 0;
    return columns[index]?.align === 'left' ? cell.padEnd(width) : cell.padStart(width);
  };
  const line = (row: number): string => cells.map((column, index) => pad(column[row] ?? '', index)).join('  ');

  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const body = rows.map((_row, index) => line(index + 1));
  return [line(0), rule, ...body].map((each) => each.trimEnd()).join('\n');
}
