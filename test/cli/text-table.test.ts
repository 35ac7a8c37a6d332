import { expect, test } from '@jest/globals';
import { textTable } from '../../cli/text-table.ts';

test('columns are as wide as their widest cell, and lines end with text', () => {
  expect(
    textTable([
      ['id', 'name', 'note'],
      ['0oa1', 'e\u0301té', ''],
      ['0', 'a longer name', 'x'],
    ]),
  ).toEqual(['id    name           note', '0oa1  e\u0301té', '0     a longer name  x']);
});

test('a line is no longer than the width', () => {
  const rows = [
    ['0oa1', 'abcdefgh'],
    ['0oa2', 'abcdef'],
  ];

  expect(textTable(rows, 12)).toEqual(['0oa1  abcde…', '0oa2  abcdef']);
});

test('a cell cannot begin a line of its own', () => {
  expect(textTable([['one\ntwo\u001B[1A']])).toEqual(['one\\u{a}two\\u{1b}[1A']);
});
