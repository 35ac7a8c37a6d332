import { parseArgs } from 'node:util';
import { LogStreamingError } from '../lambdas/core/errors.ts';
import type { AdminAuth } from './admin-access.ts';

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
  /** How the admin API knows who calls. */
  readonly adminAuth: AdminAuth;
  readonly untilDrained: boolean;
  readonly json: boolean;
}

/** Steady replay when nothing says how much there is to serve. */
const DEFAULT_RATE = 20;

/** The stack's own rule; said here too, so that a wrong interval is reported at once and with everything else. */
const POLL_INTERVALS_SECONDS = [5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 300];

export const USAGE = `npm start -- [flags]
  --events FILE               NDJSON of LogEvents to serve instead of generated ones
  --count N                   serve N events
  --rate N                    events a second (with --count or --events alone: all at once; otherwise ${DEFAULT_RATE})
  --okta-org-url URL          a real System Log; its API token in OKTA_API_TOKEN
  --splunk-hec-url URL        where Splunk hosts resolve to; the HEC token in SPLUNK_HEC_TOKEN
  --eventbridge-endpoint URL  where events are put; credentials as for the AWS CLI
  --poll-interval S           seconds between two polls (default 10)
  --admin-auth token|iam      how the admin API knows who calls (default token; iam: AWS signatures, as deployed)
  --state DIR                 keep table, queues and cursors across runs
  --until-drained             stop when everything served was delivered to every ACTIVE stream
  --json                      one JSON summary as the last line of standard output
  --help                      this text`;

const FLAGS = {
  events: { type: 'string' },
  count: { type: 'string' },
  rate: { type: 'string' },
  'okta-org-url': { type: 'string' },
  'splunk-hec-url': { type: 'string' },
  'eventbridge-endpoint': { type: 'string' },
  'poll-interval': { type: 'string' },
  'admin-auth': { type: 'string' },
  state: { type: 'string' },
  'until-drained': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Flag = keyof typeof FLAGS;

/** Names every problem at once and fails with CONFIG_INVALID. `help` asks for nothing else. */
export function parseOptions(args: readonly string[]): RunOptions | 'help' {
  const { given, problems } = read(args);
  if (given.has('help')) return 'help';

  const number = (flag: Flag, isAllowed: (value: number) => boolean, allowed: string): number | undefined => {
    const text = given.get(flag);
    if (text === undefined) return undefined;
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!isAllowed(value)) problems.push(`--${flag} must be ${allowed}; got "${text}"`);
    return value;
  };
  const url = (flag: Flag, isAllowed: (url: URL) => boolean = () => true, allowed = 'an http(s) URL') => {
    const text = given.get(flag);
    if (text === undefined) return undefined;
    const parsed = URL.parse(text);
    const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
    // Before an "@" there may stand a password.
    const got = text.includes('@') ? 'something with an "@", not shown here' : `"${text}"`;
    if (!isHttp || !isAllowed(parsed)) problems.push(`--${flag} must be ${allowed}; got ${got}`);
    return text;
  };

  const options: RunOptions = {
    eventsFile: given.get('events'),
    count: number('count', (n) => Number.isSafeInteger(n) && n >= 0, 'a whole number'),
    rate: number('rate', (n) => Number.isFinite(n) && n > 0, 'a number above 0') ?? defaultRate(given),
    oktaOrgUrl: url('okta-org-url', isOrigin, 'the http(s) URL of an org, without a path'),
    splunkHecUrl: url('splunk-hec-url'),
    eventBridgeEndpoint: url('eventbridge-endpoint'),
    pollIntervalSeconds: number(
      'poll-interval',
      (n) => POLL_INTERVALS_SECONDS.includes(n),
      `a number of seconds out of ${POLL_INTERVALS_SECONDS.join(', ')}`,
    ),
    stateDir: given.get('state'),
    adminAuth: adminAuth(given.get('admin-auth') ?? 'token', problems),
    untilDrained: given.has('until-drained'),
    json: given.has('json'),
  };
  problems.push(...contradictions(given));
  if (problems.length > 0) throw new LogStreamingError('CONFIG_INVALID', problems.join('. '));
  return options;
}

function adminAuth(given: string, problems: string[]): AdminAuth {
  if (given === 'token' || given === 'iam') return given;
  problems.push(`--admin-auth must be "token" or "iam"; got "${given}"`);
  return 'token';
}

const isOrigin = (url: URL): boolean => url.href === `${url.origin}/`;

const servesSomeNumber = (given: ReadonlyMap<Flag, string>): boolean => given.has('count') || given.has('events');

const defaultRate = (given: ReadonlyMap<Flag, string>): number | undefined =>
  servesSomeNumber(given) ? undefined : DEFAULT_RATE;

function contradictions(given: ReadonlyMap<Flag, string>): string[] {
  const forSimulated = (['events', 'count', 'rate'] as const).filter((flag) => given.has(flag));
  const found: string[] = [];
  if (given.has('okta-org-url') && forSimulated.length > 0) {
    const flags = forSimulated.map((flag) => `--${flag}`).join(' and ');
    found.push(`--okta-org-url names a real System Log; leave out ${flags}, for the simulated one`);
  }
  if (given.has('events') && given.has('count')) found.push('--events serves what the file has; leave out --count');
  if (given.has('until-drained') && !servesSomeNumber(given) && !given.has('okta-org-url')) {
    found.push('--until-drained needs an end: give --count, --events or --okta-org-url');
  }
  return found;
}

/** The flags by name, a switch as an empty text. Of a flag given twice the last counts. */
function read(args: readonly string[]): { readonly given: ReadonlyMap<Flag, string>; readonly problems: string[] } {
  const given = new Map<Flag, string>();
  const problems: string[] = [];
  const { tokens } = parseArgs({ args: [...args], options: FLAGS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`"${token.value}" is no flag; see --help`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!isFlag(name)) problems.push(`there is no flag ${rawName}; see --help`);
    else if (FLAGS[name].type === 'boolean' && value !== undefined) problems.push(`${rawName} takes no value`);
    else if (FLAGS[name].type === 'string' && isMissing(value)) problems.push(`${rawName} needs a value`);
    else given.set(name, value ?? '');
  }
  return { given, problems };
}

const isFlag = (name: string): name is Flag => Object.hasOwn(FLAGS, name);

/** The next flag in the place of a value means that the value was forgotten. */
const isMissing = (value: string | undefined): boolean =>
  value === undefined || value === '' || value.startsWith('--');
