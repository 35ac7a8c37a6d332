import { parseArgs } from 'node:util';

export interface SoakOptions {
  readonly minutes: number;
  /** Events delivered in a second, all streams together: each event of the org counts once for each stream. */
  readonly rate: number;
  /** Every second one to EventBridge; a single one is to Splunk. */
  readonly streams: number;
  /** Okta's limit for the org's System Log; half of it is the poller's. */
  readonly requestsPerMinute: number;
  /** Where the result goes as JSON, besides the report. */
  readonly jsonFile?: string | undefined;
}

export const USAGE = `npm run soak -- [flags]
  --minutes N               how long events come into being (default 30); then what is left is delivered
  --rate N                  events delivered in a second, all streams together (default 2000): with 50 streams the org
                            persists a fiftieth of it, and each of its events is delivered 50 times
  --streams N               1 to 200 (default 50), half of them to EventBridge; a fifth of the targets come and go.
                            With 1 it is a single stream to Splunk at the full rate, whose target stays
  --requests-per-minute N   Okta's rate limit (default 600), of which the poller may use half
  --json FILE               the result as JSON
  --help                    this text

Exit code 0: no event is lost, Splunk's streams are in order, no function crashes, and lag, memory
and file handles stay flat.`;

/** Fails with a RangeError or a TypeError on what is none of the flags. */
export function parseOptions(args: readonly string[]): SoakOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '30' },
      rate: { type: 'string', default: '2000' },
      streams: { type: 'string', default: '50' },
      'requests-per-minute': { type: 'string', default: '600' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';

  return {
    minutes: number('--minutes', values.minutes, { above: 0 }),
    rate: number('--rate', values.rate, { above: 0 }),
    streams: whole('--streams', values.streams, { from: 1, upTo: 200 }),
    requestsPerMinute: whole('--requests-per-minute', values['requests-per-minute'], { from: 12, upTo: 100_000 }),
    jsonFile: values.json,
  };
}

function number(flag: string, text: string, { above }: { readonly above: number }): number {
  const value = Number(text);
  if (!(Number.isFinite(value) && value > above)) {
    throw new RangeError(`${flag} must be a number above ${above}; got "${text}"`);
  }
  return value;
}

function whole(flag: string, text: string, { from, upTo }: { readonly from: number; readonly upTo: number }): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= from && value <= upTo)) {
    throw new RangeError(`${flag} must be a whole number from ${from} to ${upTo}; got "${text}"`);
  }
  return value;
}
