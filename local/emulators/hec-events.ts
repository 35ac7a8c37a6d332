import { isUtf8 } from 'node:buffer';
import { acceptedEvent, type AcceptedEvent } from './accepted-event.ts';
import { isObject } from '../is-object.ts';
import { spannedValues, type Span, type SpannedValue } from './concatenated-json.ts';

/** What HEC keeps of an object besides the event. */
export interface HecEnvelope {
  /** Epoch seconds; the time of receipt when the object names none. */
  readonly time: number;
  readonly host?: unknown;
  readonly source?: unknown;
  readonly sourcetype?: unknown;
  readonly index?: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface HecEvent extends AcceptedEvent {
  readonly envelope: HecEnvelope;
}

export interface HecRules {
  readonly at: Date;
  /** Indexes the token may write; undefined means every index. */
  readonly indexes: readonly string[] | undefined;
  /** Event texts that count as malformed though they are not. */
  readonly refuses: (text: string) => boolean;
}

/** HEC's code for the whole body, the number of the object it refused, and how many events it indexed all the same. */
export interface HecVerdict {
  readonly code: number;
  readonly eventNumber?: number;
  readonly indexed: number;
}

const SUCCESS = 0;
const NO_DATA = 5;
const INVALID_DATA_FORMAT = 6;
const INCORRECT_INDEX = 7;
const EVENT_REQUIRED = 12;
const EVENT_BLANK = 13;
const INDEXED_FIELDS = 15;

const ENVELOPE_KEYS = new Set(['time', 'host', 'source', 'sourcetype', 'index', 'event', 'fields']);

/**
 * Indexes the objects of a body one after the other and stops at the first it refuses: the ones before it stay
 * indexed, as measured on Splunk 10.4. Stricter than Splunk in two places where it would take something that is not
 * an event: an array of objects and an object with `fields` alone (a metric) are refused.
 */
export function indexEvents(body: Buffer, rules: HecRules, index: (event: HecEvent) => void): HecVerdict {
  let indexed = 0;
  for (const value of spannedValues(body)) {
    const result = readObject(body, value, rules);
    if (result === 'ignored') break;
    if (typeof result === 'number') {
      // Splunk counts from 0, and from 1 in "Incorrect index".
      return { code: result, eventNumber: result === INCORRECT_INDEX ? indexed + 1 : indexed, indexed };
    }
    index(result);
    indexed += 1;
  }
  return { code: indexed === 0 ? NO_DATA : SUCCESS, indexed };
}

/**
 * The event, or the code it is refused with. `ignored`: Splunk 10.4 drops an object with a key it does not know and
 * everything behind it, and answers success for what came before.
 */
function readObject(body: Buffer, value: SpannedValue, rules: HecRules): HecEvent | number | 'ignored' {
  const object = parseObject(body, value);
  if (!object) return INVALID_DATA_FORMAT;
  if (Object.keys(object).some((key) => !ENVELOPE_KEYS.has(key))) return 'ignored';

  const raw = (name: string): string | undefined => {
    const member = value.members.get(name);
    return member && body.toString('utf8', member.start, member.end);
  };

  const { event, fields = {}, host, source, sourcetype, index } = object;
  const text = raw('event');
  if (text === undefined) return EVENT_REQUIRED;
  if (typeof event === 'string' && event.trim() === '') return EVENT_BLANK;
  if (event === null || typeof event === 'boolean' || rules.refuses(text)) return INVALID_DATA_FORMAT;

  const time = epochSeconds(raw('time'), rules.at);
  if (time === undefined || !isObject(fields) || !Object.values(fields).every(isFlat)) return INDEXED_FIELDS;
  const isForbidden = index !== undefined && rules.indexes?.every((allowed) => allowed !== index) === true;
  if (isForbidden) return INCORRECT_INDEX;

  const uuid = fields['uuid'] ?? (isObject(event) ? event['uuid'] : undefined);
  return {
    ...acceptedEvent(text, event, uuid, rules.at),
    envelope: { time, host, source, sourcetype, index, fields },
  };
}

function parseObject(body: Buffer, { start, end }: Span): Record<string, unknown> | undefined {
  const bytes = body.subarray(start, end);
  // Otherwise decoding would replace bytes, and the text would no longer be what was sent.
  if (!isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Splunk: plain decimal seconds, as a number or a string; 13 and 19 digits are milliseconds and nanoseconds. */
function epochSeconds(raw: string | undefined, receivedAt: Date): number | undefined {
  if (raw === undefined) return receivedAt.getTime() / 1000;
  const match = /^("?)(-?\d+(?:\.\d+)?)\1$/.exec(raw);
  const digits = match?.[2];
  if (digits === undefined) return undefined;
  const isFiner = /^(\d{13}|\d{19})$/.test(digits);
  return Number(isFiner ? `${digits.slice(0, 10)}.${digits.slice(10)}` : digits);
}

/** Splunk: indexed fields do not nest; several values of one field come as an array. */
const isFlat = (value: unknown): boolean =>
  Array.isArray(value) ? value.every((item) => isScalar(item)) : isScalar(value);

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
