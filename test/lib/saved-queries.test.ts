import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../lambdas/core/journal.ts';
import { logJournal } from '../../lambdas/runtime/journal.ts';
import { parseLogLine } from '../../local/function-log.ts';
import { CapturedLogger } from '../support/captured-logger.ts';
import { allPropertiesOf, flatten, list, object, synthesize } from './synthesize.ts';

const template = synthesize({
  monitoringPrefix: 'acme',
  adminAuth: 'token',
  eventHookUrl: 'https://hooks.acme.example',
});
const queries = allPropertiesOf(template, 'AWS::Logs::QueryDefinition').map(
  ({ Name, QueryString, LogGroupNames }) => ({
    name: String(Name),
    text: String(QueryString),
    logGroups: list(LogGroupNames).map(flatten),
  }),
);

const of = { streamId: '0oa1', streamName: 'Security events' };
const message = { ...of, messageId: 'm', pageId: 'p' };
const failure = { code: 'TARGET_TIMEOUT', message: 'no answer' } as const;
const at = '2026-03-02T09:00:00.000Z';

/** One of each kind that the queries ask about. */
const ENTRIES: readonly Entry[] = [
  { what: 'page read', pageId: 'p', events: 9, streams: 2, isFull: true, ms: 80 },
  { what: 'slices queued', pageId: 'p', streamId: '0oa1', events: 9, slices: 1 },
  { what: 'read failed', code: 'OKTA_UNAVAILABLE', message: 'HTTP 500', streamIds: ['0oa1'] },
  { what: 'possible gap', gap: { at, restartedFrom: at, reason: 'refused' }, ...of },
  {
    what: 'delivered',
    delivery: { events: 9, undeliverable: 0, attempts: 1, lagMs: 7, backlog: 0, durationMs: 80, lagsMs: [7] },
    ...message,
  },
  { what: 'attempt failed', attempt: 1, failure, ...message },
  { what: 'rewound', generation: 2, reason: 'a message is missing', ...of },
  { what: 'created', streamId: '0oa1' },
  { what: 'replaced', streamId: '0oa1' },
  { what: 'activated', streamId: '0oa1', generation: 2 },
  { what: 'deactivated', deactivation: { ...failure, at, attempts: 2 }, ...of },
  { what: 'deleted', streamId: '0oa1' },
  {
    what: 'request answered',
    method: 'POST',
    route: '/api/v1/logStreams',
    status: 400,
    caller: 'someone',
    errorCode: 'E0000001',
  },
];

/** Fields as Logs Insights finds them in the lines of the functions. */
const FIELDS = new Set(['@timestamp', '@message', 'function_request_id', ...fieldsOf(logged(ENTRIES))]);

function logged(entries: readonly Entry[]): readonly unknown[] {
  const logger = new CapturedLogger();
  for (const entry of entries) logJournal(logger)(entry);
  return logger.lines;
}

function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((member) => fieldsOf(member, path));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, member]) => fieldsOf(member, path === '' ? name : `${path}.${name}`));
}

/** What a query reads: everything in it that is neither a command, a function, an operator, a text nor a new name. */
function fieldsIn(text: string): string[] {
  const code = text
    .replaceAll(/^#.*$/gm, '')
    .replaceAll(/"[^"]*"/g, '')
    // The width of a bin is no field.
    .replaceAll(/\d+m\)/g, ')')
    .replaceAll(/ as \w+/g, '');
  const created = new Set([...text.matchAll(/ as (\w+)/g)].map(([, name]) => name));
  const words = code.match(/@?[a-z_][\w.]*(?!\w*\()/gi) ?? [];
  return words.filter((word) => !WORDS.has(word) && !created.has(word));
}

const WORDS = new Set(
  'fields filter stats sort limit by desc asc in not and or like count min max sum pct avg bin coalesce ispresent'.split(
    ' ',
  ),
);

describe('the saved queries', () => {
  test('answer what an operator asks first', () => {
    expect(queries.map(({ name }) => name)).toEqual([
      'acme/What happened to a stream',
      'acme/Why do attempts fail',
      'acme/Which deliveries were slowest',
      'acme/How large are pages and how long do they take',
      'acme/What became of a page',
      'acme/Who changed what',
      'acme/What went wrong',
    ]);
  });

  test.each(queries)('$name: asks for fields that functions log', ({ text }) => {
    expect(fieldsIn(text).filter((field) => !FIELDS.has(field))).toEqual([]);
    expect(fieldsIn(text)).not.toEqual([]);
  });

  test.each(queries)('$name: asks for entries that there are', ({ text }) => {
    const asked = [...text.matchAll(/message (?:=|(?:not )?in) (\[[^\]]*\]|"[^"]*")/g)].flatMap(
      ([, texts = '']) => texts.match(/(?<=")[^",]+(?=")/g) ?? [],
    );

    expect(asked.filter((what) => !('entry' in parseLogLine(JSON.stringify({ message: what }))))).toEqual([]);
  });

  test.each(queries)('$name: has a command in each line behind the first', ({ text }) => {
    const [first = '', ...others] = text.split('\n').filter((line) => !line.startsWith('#'));

    expect(first).toMatch(/^(fields|filter) /);
    expect(others.filter((line) => !/^\| (fields|filter|stats|sort|limit) /.test(line))).toEqual([]);
  });

  test('ask the functions that know, and the first and the last all of them', () => {
    const functions = allPropertiesOf(template, 'AWS::Lambda::Function').map(({ LoggingConfig }) =>
      flatten(object(LoggingConfig)['LogGroup']),
    );
    const asked = queries.map(({ logGroups }) => logGroups);

    expect(new Set(asked[0])).toEqual(new Set(functions));
    expect(asked.at(-1)).toEqual(asked[0]);
    expect(asked.slice(1, -1)).toEqual([
      ['<StreamingDelivererDeliverLogs>'],
      ['<StreamingDelivererDeliverLogs>'],
      ['<StreamingPollerPollLogs>'],
      ['<StreamingPollerPollLogs>', '<StreamingDelivererDeliverLogs>'],
      ['<StreamingAdminApiAdminLogs>'],
    ]);
  });
});
