import { acceptedEvent, type AcceptedEvent } from './accepted-event.ts';
import { isObject } from '../is-object.ts';
import { AwsFault } from './aws-fault.ts';

/** One entry of PutEvents as an event bus takes it. */
export interface BusEvent extends AcceptedEvent {
  readonly source: string;
  readonly detailType: string;
}

/** Why one entry was refused; the others of the request may have been accepted. */
export interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

export type Entry = Readonly<Record<string, unknown>>;

const MAX_ENTRIES = 10;
/** AWS: a request's entries total at most 1 MB since January 2026. Exactly 1,048,576 bytes were measured to pass. */
const MAX_TOTAL_BYTES = 1_048_576;
/** AWS counts this much for an entry's Time, however it is written. */
const TIME_BYTES = 14;
const MAX_DETAIL_TYPE_LENGTH = 128;
const MAX_NESTING = 1000;
const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** The entries of a request, or the error that refuses it whole. */
export function parseEntries(input: Readonly<Record<string, unknown>>): readonly Entry[] {
  const entries = input['Entries'];
  if (!Array.isArray(entries) || !entries.every(isObject)) {
    throw invalid("Value at 'entries' failed to satisfy constraint: Member must be a list of entries");
  }
  if (entries.length === 0) {
    throw invalid(
      "Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (entries.length > MAX_ENTRIES) {
    throw invalid(
      `Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ENTRIES}`,
    );
  }
  if (entries.some(({ Time }) => Time !== undefined && typeof Time !== 'number')) {
    throw new AwsFault('SerializationException', 'Time must be a number of epoch seconds');
  }

  const totalBytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (totalBytes > MAX_TOTAL_BYTES) {
    throw new AwsFault('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  return entries;
}

/** AWS: "Calculating PutEvents event entry size". */
function entryBytes(entry: Entry): number {
  const { Time, Source, DetailType, Detail, Resources } = entry;
  const counted = [Source, DetailType, Detail, ...(Array.isArray(Resources) ? Resources : [])];
  const bytes = counted.reduce<number>(
    (sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    0,
  );
  return bytes + (Time === undefined ? 0 : TIME_BYTES);
}

/** The event of one entry, or why this entry is refused. */
export function readEntry(entry: Entry, at: Date): BusEvent | EntryError {
  const { Source: source, DetailType: detailType, Detail: text } = entry;
  if (typeof source !== 'string' || source === '') return missing('Source');
  if (typeof detailType !== 'string' || detailType === '') return missing('DetailType');
  if (typeof text !== 'string' || text === '') return missing('Detail');
  if (source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  if (detailType.length > MAX_DETAIL_TYPE_LENGTH) {
    const reason = `DetailType must be at most ${MAX_DETAIL_TYPE_LENGTH} characters; got ${detailType.length}.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter DetailType is not valid. Reason: ${reason}` };
  }

  const detail = parseObject(text);
  if (!detail || !isWithinLimits(text)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return { ...acceptedEvent(text, detail, detail['uuid'], at), source, detailType };
}

const missing = (name: string): EntryError => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
});

const invalid = (message: string): AwsFault =>
  new AwsFault('ValidationException', `1 validation error detected: ${message}`);

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** AWS: JSON integers must fit 64 bits, and values nest at most 1,000 levels. Few events need the closer look. */
function isWithinLimits(json: string): boolean {
  if (json.length <= 2 * MAX_NESTING && !/\d{19}/.test(json)) return true;
  const structure = withoutStrings(json);
  return nestingOf(structure) <= MAX_NESTING && integersOf(structure).every((n) => n >= MIN_INT64 && n <= MAX_INT64);
}

function nestingOf(structure: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of structure.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Integers of 19 digits and more; a fraction or an exponent makes a number something else. */
const integersOf = (structure: string): bigint[] =>
  [...structure.matchAll(/(?<![\d.eE+-])-?\d{19,}(?![\d.eE])/g)].map(([digits]) => BigInt(digits));

/** Valid JSON with what stands in quotes cut out. */
function withoutStrings(json: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let open = json.indexOf('"'); open !== -1; open = json.indexOf('"', at)) {
    parts.push(json.slice(at, open));
    at = json.indexOf('"', open + 1) + 1;
    while (isEscaped(json, at - 1)) at = json.indexOf('"', at) + 1;
  }
  parts.push(json.slice(at));
  return parts.join(' ');
}

function isEscaped(json: string, quote: number): boolean {
  let backslashes = 0;
  while (json[quote - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
