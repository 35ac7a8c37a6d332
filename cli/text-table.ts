import { visibleText } from './visible-text.ts';

/** Rows of cells as lines, each column as wide as its widest cell; none is longer than `width`. */
export function textTable(rows: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): string[] {
  const shown = rows.map((row) => row.map(visibleText));
  const widths = (shown[0] ?? []).map((_title, column) =>
    Math.max(...shown.map((row) => lengthOf(row[column] ?? ''))),
  );
  return shown.map((row) => cut(row.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  '), width));
}

const padded = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - lengthOf(cell)));

function cut(line: string, width: number): string {
  const trimmed = line.trimEnd();
  return lengthOf(trimmed) <= width
    ? trimmed
    : `${characters(trimmed)
        .slice(0, width - 1)
        .join('')}…`;
}

const lengthOf = (text: string): number => characters(text).length;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for one character, of which most fill one column. */
const characters = (text: string): readonly string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
