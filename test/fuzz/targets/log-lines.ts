import * as fc from 'fast-check';
import { parseEmf } from '../../../local/emf.ts';
import { parseLogLine } from '../../../local/function-log.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { jsonText, JSON_PIECES } from '../arbitraries/json-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

const LINES = [
  '{"level":"INFO","message":"delivered","function_request_id":"r","streamId":"0oa1","detail":"x"}',
  '{"level":"WARN","message":"something else","a":1}',
  '{"_aws":{"Timestamp":1772323200000,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["s"],[]],"Metrics":[{"Name":"m","Unit":"Count"}]}]},"s":"x","m":[1,2]}',
  '{"_aws":{"Timestamp":1772323200000,"CloudWatchMetrics":[]}}',
];
const PIECES = [...JSON_PIECES, '"constructor"', '"__proto__"', '"toString":', '"m"', '"message":'];

const inputs = fc.oneof(
  { weight: 4, arbitrary: mutatedText(fc.constantFrom(...LINES), PIECES) },
  { weight: 1, arbitrary: jsonText(['_aws', 'message', 'level', 'CloudWatchMetrics'], 3) },
  { weight: 1, arbitrary: hostileText() },
);

const REAL = { parseLogLine, parseEmf };

export const logLinesTarget = fuzzTarget<string, typeof REAL>({
  name: 'log-lines',
  covers: ['local/emf.ts', 'local/function-log.ts'],
  weight: 5,
  inputs,
  subject: REAL,
  check(subject, line) {
    const read = subject.parseLogLine(line);
    if ('metrics' in read) claimSame(read.metrics, line, 'the line of metrics');
    else claim(typeof read.level === 'string', 'a line has no level');
    if ('text' in read)
      claim(typeof read.text === 'string' && (read.text !== '') === (line !== ''), 'a line has no text');
    try {
      const points = subject.parseEmf(line);
      for (const { values, dimensions, timestamp } of points ?? []) {
        claim(values.every(Number.isFinite) && !Number.isNaN(timestamp.getTime()), 'a value or its time is none');
        claim(
          Object.values(dimensions).every((value) => typeof value === 'string'),
          'a dimension is no text',
        );
      }
      return points ? 'taken' : 'refused';
    } catch (error) {
      const message = String(Reflect.get(Object(error), 'message'));
      claim(message.startsWith('CloudWatch would drop this line'), `what is thrown is ${String(error)}`);
      return 'refused';
    }
  },
  defects: {
    'takes any value': (real) => ({
      ...real,
      parseEmf: (line) => real.parseEmf(line)?.map((point) => ({ ...point, values: [Number.NaN] })),
    }),
    'trusts JSON': (real) => ({
      ...real,
      parseLogLine: (line) => ({ level: 'INFO', text: JSON.parse(line).message }),
    }),
  },
});
