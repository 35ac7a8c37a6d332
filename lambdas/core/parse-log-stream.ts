import { InvalidStreamError } from './errors.ts';
import type { StreamTarget, StreamType } from './log-stream.ts';
import { type Members, membersOf, oneOf } from './members.ts';
import {
  ACCOUNT_ID,
  EDITIONS,
  EVENT_SOURCE_NAME,
  HEC_TOKEN,
  NAME,
  REGIONS,
  SPLUNK_HOST,
} from './stream-constraints.ts';

/** A stream as an admin asks for it, in the body of Okta's `POST` or `PUT`. The token goes to the secret store. */
export interface StreamRequest {
  readonly name: string;
  readonly target: StreamTarget;
  /** The HEC token of a Splunk stream; when a stream is replaced, only if it is to have a new one. */
  readonly token?: string | undefined;
}

export type Purpose = 'create' | 'replace';

/** What a reply has and a request may send back: the Go SDK and a changed copy of a reply do. It is ignored. */
const READ_ONLY = [
  '_links',
  'created',
  'deactivation',
  'delivery',
  'id',
  'lastUpdated',
  'possibleGap',
  'status',
] as const;

/** Names every problem at once and fails with STREAM_INVALID. */
export function parseStreamRequest(body: unknown, purpose: Purpose): StreamRequest {
  const problems: string[] = [];
  const stream = membersOf(body, '', problems);
  const name = stream.text('name', (value) => NAME.test(value) && value.isWellFormed(), '1 to 100 characters');
  const type = oneOf(stream, 'type', STREAM_TYPES);
  stream.refuseOthers(['name', 'type', 'settings', ...READ_ONLY]);

  // What the settings must be depends on the type; without one there is nothing to hold them against.
  const settings = body && typeof body === 'object' && 'settings' in body ? body.settings : undefined;
  const parsed = type && TYPES[type](membersOf(settings, 'settings.', problems), purpose);
  if (problems.length > 0 || !parsed) throw new InvalidStreamError(problems);
  return { name, ...parsed };
}

type Parsed = Pick<StreamRequest, 'target' | 'token'>;

const TYPES = {
  aws_eventbridge(settings) {
    settings.refuseOthers(['accountId', 'eventSourceName', 'region']);
    return {
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
    };
  },
  splunk_cloud_logstreaming(settings, purpose) {
    settings.refuseOthers(['edition', 'host', 'token']);
    const target = {
      type: 'splunk_cloud_logstreaming',
      settings: {
        edition: oneOf(settings, 'edition', EDITIONS),
        host: settings.text(
          'host',
          (value) => SPLUNK_HOST.test(value),
          'a Splunk Cloud domain such as acme.splunkcloud.com',
        ),
      },
    } as const;
    if (purpose === 'replace' && !settings.has('token')) return { target };
    const token = settings.secret(
      'token',
      (value) => HEC_TOKEN.test(value),
      'a HEC token, which is a GUID of 36 characters',
    );
    return { target, token };
  },
} as const satisfies Record<StreamType, (settings: Members, purpose: Purpose) => Parsed>;

const STREAM_TYPES = Object.keys(TYPES) as StreamType[];
