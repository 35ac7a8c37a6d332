import * as fc from 'fast-check';
import { visibleJson, visibleText } from '../../../cli/visible-text.ts';
import { partsOf, plainText } from '../../../console/state/visible-text.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { jsonValue } from '../arbitraries/json-text.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly text: string;
  readonly value: unknown;
  readonly indent: number;
}

/** Controls, formats, halves of characters, and the separators of lines and paragraphs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const REAL = { visibleText, visibleJson, partsOf, plainText };

export const visibleTextTarget = fuzzTarget<Input, typeof REAL>({
  name: 'visible-text',
  covers: ['cli/visible-text.ts', 'console/state/visible-text.ts'],
  inputs: fc.record({
    text: fc.oneof(hostileText(), fc.string({ unit: 'binary' })),
    value: jsonValue(['name'], 3),
    indent: fc.constantFrom(0, 2),
  }),
  subject: REAL,
  check(subject, { text, value, indent }) {
    const shown = subject.visibleText(text);
    claim(!INVISIBLE.test(shown), `the terminal gets ${JSON.stringify(shown)}`);
    // A backslash of the text itself may look like one of ours: only what is plain can be compared.
    if (!text.includes('\\u{'))
      claimSame(
        shown.replaceAll(/\\u\{([0-9a-f]+)\}/g, (_match, hex: string) =>
          String.fromCodePoint(Number.parseInt(hex, 16)),
        ),
        text,
        'the text read back',
      );

    const json = subject.visibleJson(value, indent);
    claim(!INVISIBLE.test(json.replaceAll('\n', '')), `the terminal gets ${JSON.stringify(json)}`);
    claimSame(JSON.stringify(JSON.parse(json)), JSON.stringify(value), 'the value');

    const parts = subject.partsOf(text);
    claim(!INVISIBLE.test(parts.map((part) => part.text).join('')), 'the page gets invisible characters');
    claim(!INVISIBLE.test(subject.plainText(text)), 'a title gets invisible characters');
    const back = parts
      .map((part) => (part.isHidden ? String.fromCodePoint(Number.parseInt(part.text.slice(2), 16)) : part.text))
      .join('');
    claimSame(back, text, 'the text of all parts');
    return INVISIBLE.test(text) ? 'refused' : 'taken';
  },
  defects: {
    'lets text be turned round': (real) => ({ ...real, visibleText: (text) => text.replaceAll(/\p{Cc}/gu, '?') }),
    'drops what it does not show': (real) => ({
      ...real,
      partsOf: (text) => real.partsOf(text).filter(({ isHidden }) => !isHidden),
    }),
    'writes JSON as it comes': (real) => ({
      ...real,
      visibleJson: (value, indent) => JSON.stringify(value, null, indent),
    }),
    'titles as they come': (real) => ({ ...real, plainText: (text) => text }),
  },
});
