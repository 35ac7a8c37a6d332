import { LogStreamingError } from './errors.ts';
import type { SplunkEdition, StreamTarget, StreamType } from './log-stream.ts';

/** A stream as an admin asks for it, in the body of Okta's `POST /api/v1/logStreams`. The token goes to the secret store. */
export interface StreamRequest {
  readonly name: string;
  readonly target: StreamTarget;
  /** The HEC token of a Splunk stream. */
  readonly token?: string | undefined;
}

/** Constraints and regions are those of Okta's Log Streaming API. */
const REGIONS = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const;
const EDITIONS: readonly SplunkEdition[] = ['aws', 'aws_govcloud', 'gcp'];
const ACCOUNT_ID = /^\d{12}$/;
const EVENT_SOURCE_NAME = /^[.\-_A-Za-z0-9]{1,75}$/;
/** The stack's own domain: the `http-inputs` in front of it is added when the HEC is addressed. */
const SPLUNK_HOST =
  /^(?!http-inputs[-.])(?=.{17,116}$)[a-z0-9]+(-[a-z0-9]+)*\.splunkcloud(\.com|gc\.com|fed\.com|\.mil)$/;
const HEC_TOKEN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_NAME_LENGTH = 100;

/** Collects what is wrong with the members of an object; a secret member's value is never repeated. */
interface Members {
  text(name: string, isAllowed: (value: string) => boolean, allowed: string): string;
  secret(name: string, isAllowed: (value: string) => boolean, allowed: string): string;
}

/** Names every problem at once and fails with STREAM_INVALID. Members it does not know are left alone, as Okta does. */
export function parseStreamRequest(body: unknown): StreamRequest {
  const problems: string[] = [];
  const stream = members(body, '', problems);
  const name = stream.text(
    'name',
    (value) => value.length >= 1 && value.length <= MAX_NAME_LENGTH,
    '1 to 100 characters',
  );
  const type = oneOf(stream, 'type', STREAM_TYPES);
  // What the settings must be depends on the type; without one there is nothing to hold them against.
  const parsed = type && TYPES[type](members(isObject(body) ? body['settings'] : undefined, 'settings.', problems));
  if (problems.length > 0 || !parsed) throw new LogStreamingError('STREAM_INVALID', problems.join('. '));
  return { name, ...parsed };
}

type Parsed = Pick<StreamRequest, 'target' | 'token'>;

const TYPES = {
  aws_eventbridge: (settings) => ({
    target: {
      type: 'aws_eventbridge',
      settings: {
        accountId: settings.text('accountId', (value) => ACCOUNT_ID.test(value), 'exactly 12 digits'),
        eventSourceName: settings.text(
          'eventSourceName',
          (value) => EVENT_SOURCE_NAME.test(value),
          '1 to 75 letters, digits, dots, hyphens or underscores',
        ),
        region: oneOf(settings, 'region', REGIONS),
      },
    },
  }),
  splunk_cloud_logstreaming: (settings) => ({
    target: {
      type: 'splunk_cloud_logstreaming',
      settings: {
        edition: oneOf(settings, 'edition', EDITIONS),
        host: settings.text(
          'host',
          (value) => SPLUNK_HOST.test(value),
          'a Splunk Cloud domain such as acme.splunkcloud.com',
        ),
      },
    },
    token: settings.secret(
      'token',
      (value) => HEC_TOKEN.test(value),
      'a HEC token, which is a GUID of 36 characters',
    ),
  }),
} as const satisfies Record<StreamType, (settings: Members) => Parsed>;

const STREAM_TYPES = Object.keys(TYPES) as StreamType[];

/** An empty text when it is none of them, and the problem is noted. */
const oneOf = <T extends string>(from: Members, name: string, allowed: readonly T[]): T =>
  from.text(name, (value) => (allowed as readonly string[]).includes(value), `one of ${allowed.join(', ')}`) as T;

function members(value: unknown, prefix: string, problems: string[]): Members {
  if (!isObject(value)) problems.push(`${prefix === '' ? 'the stream' : prefix.slice(0, -1)} must be a JSON object`);
  const read = (
    name: string,
    isAllowed: (text: string) => boolean,
    allowed: string,
    got: (text: unknown) => string,
  ) => {
    const member = isObject(value) ? value[name] : undefined;
    if (typeof member === 'string' && isAllowed(member)) return member;
    if (isObject(value)) problems.push(`${prefix}${name} must be ${allowed}; ${got(member)}`);
    return '';
  };
  const missing = 'it is missing';
  return {
    text: (name, isAllowed, allowed) =>
      read(name, isAllowed, allowed, (member) => (member === undefined ? missing : `got ${JSON.stringify(member)}`)),
    secret: (name, isAllowed, allowed) =>
      read(name, isAllowed, allowed, (member) => (member === undefined ? missing : 'what was given is not one')),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
