import { startOktaOrg } from '../../local/emulators/okta-org.ts';
import { simulatedOrg } from '../simulation/simulated-org.ts';
import { manualClock } from '../support/manual-clock.ts';
import { describeSystemLog } from './system-log.ts';

const TOKEN = 'the-api-token';
const textOf = (uuid: string): string => JSON.stringify({ uuid, eventType: 'user.session.start' });

describeSystemLog('the System Log of the emulated org', async ({ requestsPerMinute }) => {
  const clock = manualClock();
  const org = await startOktaOrg({ now: clock.now, apiToken: TOKEN, requestsPerMinute });
  return {
    url: new URL(org.url),
    fetch,
    clock,
    token: TOKEN,
    persist: (...uuids) => org.persist(uuids.map(textOf)),
    persistText: (_uuid, text) => org.persist([text]),
    expireCursors: () => org.expireCursors(),
    stop: () => org.stop(),
  };
});

describeSystemLog('the System Log of the simulated org', async ({ requestsPerMinute }) => {
  const clock = manualClock();
  const url = new URL('https://acme.okta.com');
  const org = simulatedOrg({
    nowMs: () => clock.now().getTime(),
    origin: url.origin,
    requestsPerMinute,
    token: () => TOKEN,
  });
  const respond: typeof fetch = async (asked, init) =>
    org.respond(
      new URL(asked instanceof Request ? asked.url : asked),
      new Headers(init?.headers).get('authorization') ?? '',
      undefined,
    );
  return {
    url,
    fetch: respond,
    clock,
    token: TOKEN,
    persist: (...uuids) => org.persist(uuids.map((uuid) => ({ uuid, text: textOf(uuid) }))),
    persistText: (uuid, text) => org.persist([{ uuid, text }]),
    expireCursors: () => org.expireCursors(),
    stop: async () => undefined,
  };
});
