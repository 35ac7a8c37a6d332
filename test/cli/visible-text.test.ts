import { describe, expect, test } from '@jest/globals';
import { visibleJson, visibleText } from '../../cli/visible-text.ts';

/**
 * Cursor movement, a title change, a forged line, a reversed line, C1 control, half a pair, a tag character, a
 * separator.
 */
const HOSTILE = '\u001B[2J\u001B]0;x\u0007\r\nOK\u202E\u009B31m\u{E0041}\uD800 \u2028\u007F';

describe('text for a terminal', () => {
  test('is shown as it is when it is plain', () => {
    expect(visibleText('Zürich – 日本 \u{1F600} "quoted" \\')).toBe('Zürich – 日本 \u{1F600} "quoted" \\');
  });

  test('shows what would move, forge or turn round as escapes', () => {
    expect(visibleText(HOSTILE)).toBe(
      '\\u{1b}[2J\\u{1b}]0;x\\u{7}\\u{d}\\u{a}OK\\u{202e}\\u{9b}31m\\u{e0041}\\u{d800} \\u{2028}\\u{7f}',
    );
  });
});

describe('JSON for a terminal', () => {
  test('has no control characters and means the same', () => {
    const json = visibleJson({ name: HOSTILE });

    expect(json).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(json)).toEqual({ name: HOSTILE });
  });

  test('has line ends between members only', () => {
    expect(visibleJson({ a: 'x\ny', b: 1 }, 2)).toBe('{\n  "a": "x\\ny",\n  "b": 1\n}');
  });
});
