import * as fc from 'fast-check';
import { spannedValues } from '../../../local/emulators/concatenated-json.ts';
import { indexEvents } from '../../../local/emulators/hec-events.ts';
import { hostileText, longText } from '../arbitraries/hostile-text.ts';
import { jsonText } from '../arbitraries/json-text.ts';
import { mutatedBytes } from '../arbitraries/mutated.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly body: Buffer;
  /** What the body was made of, if nothing was done to it since. */
  readonly values?: readonly string[] | undefined;
}

const object = jsonText(['event', 'time', 'host', 'fields', 'index'], 3).map((text) => `{"event":${text}}`);
const values = fc.array(
  fc.oneof({ weight: 3, arbitrary: object }, { weight: 1, arbitrary: jsonText(['event'], 3) }),
  {
    maxLength: 4,
  },
);

const inputs: fc.Arbitrary<Input> = fc.oneof(
  { weight: 300, arbitrary: values.map((all) => ({ body: Buffer.from(all.join('\n')), values: all })) },
  { weight: 300, arbitrary: mutatedBytes(values.map((all) => all.join(''))).map((body) => ({ body })) },
  { weight: 50, arbitrary: hostileText(20).map((text) => ({ body: Buffer.from(text) })) },
  {
    weight: 1,
    arbitrary: longText(['{', '[', '"', '\\', '{"a":', '{"a"', ',', ' ', '1'], 20_000).map((text) => ({
      body: Buffer.from(text),
    })),
  },
);

const REAL = { spannedValues, indexEvents };

export const concatenatedJsonTarget = fuzzTarget<Input, typeof REAL>({
  name: 'concatenated-json',
  covers: ['local/emulators/concatenated-json.ts', 'local/emulators/hec-events.ts'],
  inputs,
  subject: REAL,
  check(subject, { body, values: written }) {
    let at = 0;
    const spans = [];
    for (const { start, end } of subject.spannedValues(body)) {
      claim(start >= at && end > start && end <= body.length, `after ${at} comes a value from ${start} to ${end}`);
      claim(isBlank(body.subarray(at, start)), 'what is between two values was skipped');
      spans.push(body.toString('utf8', start, end));
      at = end;
    }
    claim(isBlank(body.subarray(at)), 'what is behind the last value was skipped');
    if (written)
      claimSame(
        spans,
        written.map((text) => text.trim()),
        'the values',
      );

    let indexed = 0;
    const rules = { at: new Date(0), indexes: undefined, refuses: () => false };
    const verdict = subject.indexEvents(body, rules, ({ text }) => {
      indexed += 1;
      JSON.parse(text);
    });
    claimSame(verdict.indexed, indexed, 'the number of events that are indexed');
    claim(Number.isInteger(verdict.code) && verdict.code >= 0 && verdict.code <= 27, `the code is ${verdict.code}`);
    return verdict.code === 0 ? 'taken' : 'refused';
  },
  defects: {
    'splits at line ends': (real) => ({
      ...real,
      *spannedValues(body) {
        let start = 0;
        for (const line of body.toString('latin1').split('\n')) {
          if (line !== '') yield { start, end: start + line.length, members: new Map() };
          start += line.length + 1;
        }
      },
    }),
    'skips what it does not understand': (real) => ({
      ...real,
      *spannedValues(body) {
        for (const value of real.spannedValues(body)) if (body[value.start] === 0x7b) yield value;
      },
    }),
    'counts one event too many': (real) => ({
      ...real,
      indexEvents: (...given) => ({ ...real.indexEvents(...given), indexed: given[0].length }),
    }),
  },
});

const isBlank = (bytes: Buffer): boolean => /^[ \t\r\n]*$/.test(bytes.toString('latin1'));
