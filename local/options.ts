import { parseArgs } from 'node:util';
import { LogStreamingError } from '../lambdas/core/errors.ts';

/** What `npm start` was asked for. */
export interface RunOptions {
  /** NDJSON of LogEvents that the simulated org serves instead of generated ones. */
  readonly eventsFile?: string | undefined;
  readonly count?: number | undefined;
  /** Events a second; undefined serves everything at once. */
  readonly rate?: number | undefined;
  /** A real or foreign System Log instead of the simulated org. */
  readonly oktaOrgUrl?: string | undefined;
  /** Where Splunk hosts resolve to instead of the simulated HEC. */
  readonly splunkHecUrl?: string | undefined;
  readonly eventBridgeEndpoint?: string | undefined;
  readonly pollIntervalSeconds?: number | undefined;
  /** Keeps table, queues and cursors across runs. */
  readonly stateDir?: string | undefined;
  readonly untilDrained: boolean;
  readonly json: boolean;
}

/** Steady replay when nothing says how much there is to serve. */
const DEFAULT_RATE = 20;

export const USAGE = `npm start -- [flags]
  --events FILE               NDJSON of LogEvents to serve instead of generated ones
  --count N                   serve N events
  --rate N                    events a second (with --count or --events alone: all at once; otherwise ${DEFAULT_RATE})
  --okta-org-url URL          a real System Log; its API token in OKTA_API_TOKEN
  --splunk-hec-url URL        where Splunk hosts resolve to; the HEC token in SPLUNK_HEC_TOKEN
  --eventbridge-endpoint URL  where events are put; credentials as for the AWS CLI
  --poll-interval S           seconds between two polls (default 10)
  --state DIR                 keep table, queues and cursors across runs
  --until-drained             stop when everything served was delivered to every ACTIVE stream
  --json                      one JSON summary as the last line of standard output
  --help                      this text`;

/** Names every problem at once and fails with CONFIG_INVALID. \`help\` asks for nothing else. */
export function parseOptions(args: readonly string[]): RunOptions | 'help' {
  const { values } = read(args);
  if (values.help) return 'help';

  const problems: string[] = [];
  const number = (name: string, text: string | undefined, isAllowed: (n: number) => boolean, allowed: string) => {
    if (text === undefined) return undefined;
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!isAllowed(value)) problems.push(`--${name} must be ${allowed}; got "${text}"`);
    return value;
  };
  const url = (name: string, text: string | undefined) => {
    const protocol = text === undefined ? 'http:' : URL.parse(text)?.protocol;
    if (protocol !== 'http:' && protocol !== 'https:')
      problems.push(`--${name} must be an http(s) URL; got "${text}"`);
    return text;
  };
  const isCount = (n: number) => Number.isInteger(n) && n >= 0;
  const isPositive = (n: number) => Number.isFinite(n) && n > 0;

  const count = number('count', values.count, isCount, 'a whole number');
  const isFinite_ = count !== undefined || values.events !== undefined;
  const options: RunOptions = {
    eventsFile: values.events,
    count,
    rate: number('rate', values.rate, isPositive, 'a number above 0') ?? (isFinite_ ? undefined : DEFAULT_RATE),
    oktaOrgUrl: url('okta-org-url', values['okta-org-url']),
    splunkHecUrl: url('splunk-hec-url', values['splunk-hec-url']),
    eventBridgeEndpoint: url('eventbridge-endpoint', values['eventbridge-endpoint']),
    pollIntervalSeconds: number('poll-interval', values['poll-interval'], isPositive, 'a number of seconds above 0'),
    stateDir: values.state,
    untilDrained: values['until-drained'],
    json: values.json,
  };
  problems.push(...contradictions(options, isFinite_));
  if (problems.length > 0) throw new LogStreamingError('CONFIG_INVALID', problems.join('. '));
  return options;
}

function contradictions(
  { oktaOrgUrl, untilDrained, eventsFile, count }: RunOptions,
  servesSomeNumber: boolean,
): string[] {
  if (oktaOrgUrl !== undefined && servesSomeNumber) {
    return ['--okta-org-url names a real System Log, and --events and --count are for the simulated one'];
  }
  if (oktaOrgUrl === undefined && untilDrained && !servesSomeNumber) {
    return ['--until-drained needs an end: give --count, --events or --okta-org-url'];
  }
  return eventsFile !== undefined && count !== undefined
    ? ['--events serves what the file has; leave out --count']
    : [];
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        events: { type: 'string' },
        count: { type: 'string' },
        rate: { type: 'string' },
        'okta-org-url': { type: 'string' },
        'splunk-hec-url': { type: 'string' },
        'eventbridge-endpoint': { type: 'string' },
        'poll-interval': { type: 'string' },
        state: { type: 'string' },
        'until-drained': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new LogStreamingError('CONFIG_INVALID', `${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}
