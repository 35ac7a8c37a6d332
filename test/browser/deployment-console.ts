import { startConsole } from '../../console/server/start-console.ts';
import { adminApi } from '../support/admin-api.ts';
import { logEvent } from '../support/events.ts';

const KEY = 'a-key-of-the-browser-test';

/** An answer in the place of the API's own, to what matches. */
export interface Instead {
  readonly matches: (method: string, target: string) => boolean;
  readonly answer: () => Promise<Response>;
}

export type DeploymentConsole = Awaited<ReturnType<typeof deploymentConsole>>;

/**
 * The console of a whole deployment in memory, whose time begins at `start` and passes when a test says so. One that is
 * quiet announces nothing.
 */
export async function deploymentConsole({ maxLogStreams = 10, start = new Date(), isQuiet = false } = {}) {
  const api = await adminApi({ maxLogStreams, requestsPerMinute: Number.MAX_SAFE_INTEGER });
  api.clock.pass(start.getTime() - api.clock.now().getTime());
  let instead: Instead | undefined;
  let events = 0;
  let isHeld = false;
  let happen: () => Promise<void> = () => Promise.resolve();

  const announce = async (): Promise<void> => {
    if (!isQuiet) await api.announce();
  };

  const page = await startConsole({
    async forward({ method, target, body }) {
      if (target.startsWith('/api/v1/logStreams?')) await happen();
      if (instead?.matches(method, target)) return instead.answer();
      const { status, text, headers } = await api.ask(method, target, body === undefined ? {} : { body });
      if (method !== 'GET') await announce();
      return new Response(status === 204 ? null : text, { status, headers });
    },
    apiName: 'abc123.execute-api.eu-west-1.amazonaws.com',
    key: KEY,
    port: 0,
    ifTaken: 'another',
  });

  const create = async (stream: object): Promise<string> => {
    const { body, status, text } = await api.ask('POST', '/api/v1/logStreams', { body: stream });
    if (status !== 200) throw new Error(text);
    await announce();
    return (body as { readonly id: string }).id;
  };

  return {
    api,
    url: page.url,
    stop: () => page.stop(),
    createSplunk: (name: string, host = 'acme.splunkcloud.com') =>
      create({
        type: 'splunk_cloud_logstreaming',
        name,
        settings: { edition: 'aws', host, token: '6e9f1a3c-5b7d-4e2f-8a1b-0c9d8e7f6a5b' },
      }),
    createBus: (name: string, eventSourceName: string) =>
      create({
        type: 'aws_eventbridge',
        name,
        settings: { accountId: '123456789012', eventSourceName, region: 'eu-west-1' },
      }),
    /** So many events of the last milliseconds are persisted, read and delivered, as far as the target takes them. */
    async deliver(count: number, spreadMs = 0): Promise<void> {
      const first = events + 1;
      events += count;
      const last = api.clock.now().getTime();
      const publishedOf = (index: number) => new Date(last - ((count - 1 - index) * spreadMs) / count).toISOString();
      api.log.append(
        ...Array.from({ length: count }, (_, index) => logEvent(first + index, { published: publishedOf(index) })),
      );
      await api.tick();
      if (!isHeld) await api.deliverAll();
      await announce();
    },
    /** While they are held, events are read and wait in the queue. */
    holdDeliveries(hold: boolean): void {
      isHeld = hold;
    },
    /** The next attempts fail like this until the stream is deactivated. */
    failWith(id: string, code: 'TARGET_UNAVAILABLE' | 'TARGET_CONFIGURATION', message: string): void {
      const failure = { kind: 'fail', failure: { code, message } } as const;
      api.target.plan(id, failure, failure);
    },
    /** What happens before each time that the list is answered. */
    beforeLook(act: () => Promise<void>): void {
      happen = act;
    },
    answerInstead(other: Instead | undefined): void {
      instead = other;
    },
  };
}

/** A refusal in Okta's envelope. */
export const refused = (status: number, errorCode: string, errorSummary: string): Response =>
  new Response(JSON.stringify({ errorCode, errorSummary, errorLink: errorCode, errorId: 'oae1', errorCauses: [] }), {
    status,
    headers: { 'content-type': 'application/json' },
  });
