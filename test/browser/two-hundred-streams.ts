import { startConsole } from '../../console/server/start-console.ts';
import { forwarder } from '../../cli/forward.ts';
import { tokenAuthorize } from '../../cli/authorization.ts';
import { newLogStream } from '../../lambdas/core/log-stream.ts';
import { firstCursor } from '../../lambdas/okta/first-cursor.ts';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { type Feed, startFeed } from '../../local/feed.ts';
import { ACCOUNT_ID, REGION } from '../../local/account.ts';

export const STREAMS = 200;
const EVENTS_A_SECOND = 1;

/** An embedded run with as many streams as there may be, each to a bus of its own, and its console. */
export async function twoHundredStreams(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  let feed: Feed | undefined;
  const run = await startEmbeddedRun({
    // Looks follow each other without the pauses that a page makes, so there is more to count than in a minute of one.
    context: { maxLogStreams: STREAMS, pollInterval: 10, adminRequestsPerMinute: 60_000 },
    beforePolling({ simulated }) {
      if (simulated) feed = startFeed(simulated, { rate: EVENTS_A_SECOND }, 1);
    },
  });
  await fill(run);
  const page = await startConsole({
    forward: forwarder(
      { origin: run.api.url, authorize: tokenAuthorize(run.api.token ?? '') },
      { fetch: globalThis.fetch, timeout: (ms) => AbortSignal.timeout(ms), stopped: new AbortController().signal },
    ),
    apiName: 'embedded run',
    key: 'a-key-of-the-browser-test',
    port: 0,
    ifTaken: 'another',
  });
  return {
    url: page.url,
    async stop() {
      feed?.stop();
      await page.stop();
      await run.stop();
    },
  };
}

/** Put into the table as they are: two hundred requests would announce each stream to all the others. */
async function fill(run: EmbeddedRun): Promise<void> {
  const { streams } = await run.streams.load();
  // At one place all of them share one read.
  const now = new Date();
  for (let number = streams.length + 1; number <= STREAMS; number += 1) {
    const settings = { accountId: ACCOUNT_ID, eventSourceName: `bus-${number}`, region: REGION };
    const id = `0oa${String(number).padStart(17, '0')}`;
    const stream = newLogStream(
      { type: 'aws_eventbridge', id, name: `Stream ${number}`, settings },
      now,
      firstCursor(run.org.url, now),
    );
    run.aws.eventBridge.addBus(`arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${settings.eventSourceName}`);
    await run.streams.create(stream);
  }
}
