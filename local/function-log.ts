import type { Entry } from '../lambdas/core/journal.ts';

/** A line that a function wrote: a journal entry of one of its invocations, metrics, or something else. */
export type LogLine =
  | {
      readonly level: string;
      readonly entry: Entry;
      readonly invocation: string;
      /** ISO, when it was logged. */
      readonly timestamp: string;
    }
  /** In CloudWatch's embedded metric format, as it was written. */
  | { readonly metrics: string }
  | { readonly level: string; readonly text: string };

const ENTRIES = {
  tick: true,
  'page read': true,
  'slices queued': true,
  'read failed': true,
  'polling held': true,
  backpressure: true,
  'read lost a race': true,
  'possible gap': true,
  'queueing failed': true,
  delivered: true,
  'attempt failed': true,
  'set aside': true,
  'request answered': true,
  'request failed': true,
  created: true,
  replaced: true,
  deleted: true,
  announced: true,
  'announcement failed': true,
  'lifecycle event delivered': true,
  'event hook called': true,
  'event hook failed': true,
  verified: true,
  activated: true,
  deactivated: true,
  rewound: true,
  'dead letter': true,
  'message dropped': true,
  'delivery interrupted': true,
} as const satisfies Record<Entry['what'], true>;

/** What Powertools says on every line about the function and the logger. */
const CONTEXT = new Set([
  'cold_start',
  'function_arn',
  'function_memory_size',
  'function_name',
  'function_request_id',
  'level',
  'message',
  'sampling_rate',
  'service',
  'timestamp',
  'xray_trace_id',
]);

/** Functions log one JSON object a line, `message` naming the journal entry. What is no entry is kept as a text. */
export function parseLogLine(line: string): LogLine {
  const fields = parseObject(line);
  if (fields && '_aws' in fields) return { metrics: line };
  const what = fields?.['message'];
  const level = typeof fields?.['level'] === 'string' ? fields['level'] : 'INFO';
  if (!fields || typeof what !== 'string') return { level, text: line };

  const members = Object.fromEntries(Object.entries(fields).filter(([name]) => !CONTEXT.has(name)));
  const invocation = fields['function_request_id'];
  if (isEntry(what)) {
    // Powertools keeps "message" for itself, so an entry's own is logged as its detail.
    const { detail, ...rest } = members;
    const entry = { what, ...rest, ...(detail !== undefined && { message: detail }) } as unknown as Entry;
    return { level, entry, invocation: String(invocation), timestamp: String(fields['timestamp']) };
  }
  return { level, text: Object.keys(members).length === 0 ? what : `${what} ${JSON.stringify(members)}` };
}

const isEntry = (what: string): what is Entry['what'] => Object.hasOwn(ENTRIES, what);

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
