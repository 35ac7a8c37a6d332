import { type OktaOrg, type OktaOrgOptions, startOktaOrg } from '../../local/emulators/okta-org.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

export const API_TOKEN = 'the-api-token';

/** Not at the start of a minute or a second. */
export const START = new Date('2026-03-04T10:20:30.400Z');

export interface LogPage {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly uuids: readonly (string | undefined)[];
  readonly next: string | undefined;
}

export interface OrgUnderTest {
  readonly org: OktaOrg;
  readonly clock: ManualClock;
  /** GET with the API token; a path is taken to be the org's. */
  readonly get: (url: string, headers?: Record<string, string>) => Promise<Response>;
  readonly logs: (url: string) => Promise<LogPage>;
}

/** Runs an org for the length of one test. */
export async function withOrg(
  use: (test: OrgUnderTest) => Promise<void>,
  options: OktaOrgOptions = {},
): Promise<void> {
  const clock = manualClock(START);
  const org = await startOktaOrg({ now: clock.now, apiToken: API_TOKEN, ...options });
  const get: OrgUnderTest['get'] = (url, headers = { Authorization: `SSWS ${API_TOKEN}` }) =>
    fetch(new URL(url, org.url), { headers });

  try {
    await use({ org, clock, get, logs: async (url) => readPage(await get(url)) });
  } finally {
    await org.stop();
  }
}

/** A log event of a few members. */
export const logEvent = (uuid: string, published: string | Date = START, more: object = {}): string =>
  JSON.stringify({ uuid, published, eventType: 'user.session.start', ...more });

export const minutesAfterStart = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);

async function readPage(response: Response): Promise<LogPage> {
  const text = await response.text();
  const events: unknown = response.ok ? JSON.parse(text) : [];
  return {
    status: response.status,
    headers: response.headers,
    text,
    uuids: Array.isArray(events) ? events.map(({ uuid }: { readonly uuid?: string }) => uuid) : [],
    next: /<([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1],
  };
}

/** Of Okta's envelope, or of an OAuth error. */
export async function errorCodeOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) return undefined;
  return 'errorCode' in body ? body.errorCode : 'error' in body ? body.error : undefined;
}
