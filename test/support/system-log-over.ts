import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import { manualClock } from './manual-clock.ts';
import { cursorOf, fakeFetch, noTimeout, ORG, type Reply, tokenAuthorization } from './okta-fake.ts';

export const CURSOR = cursorOf(`${ORG.origin}/api/v1/logs?after=1&limit=1000`);

/** A client of an org that answers with `reply`, half of whose rate limit is ours; `tokens` are tried in turn. */
export function systemLogOver(reply: Reply, { orgUrl = ORG, tokens = ['s3cret'] } = {}) {
  const { fetch, requests } = fakeFetch(reply);
  const clock = manualClock();
  const client = systemLogClient({
    orgUrl,
    authorization: tokenAuthorization(...tokens),
    fetch,
    now: clock.now,
    timeout: noTimeout,
    rateLimitShare: 0.5,
  });
  return { client, requests, clock, fetchPage: (cursor = CURSOR) => client.fetchPage(cursor) };
}
