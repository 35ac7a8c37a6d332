import { setTimeout as sleep } from 'node:timers/promises';
import { LogStreamingError } from '../lambdas/core/errors.ts';
import { type Control, startControl } from './control.ts';
import { tailWatch } from './drained.ts';
import { type EmbeddedRun, type EmbeddedRunOptions, startEmbeddedRun } from './embedded-run.ts';
import { readEventsFile } from './events-file.ts';
import { type Feed, startFeed } from './feed.ts';
import { notable } from './notable.ts';
import type { RunOptions } from './options.ts';
import { type Screen, screen } from './screen.ts';
import { hasEverything, type Summary, summarize } from './summary.ts';

/** Where the control listens if nothing else does, so that the commands we print stay the same. */
const CONTROL_PORT = 4680;
const REFRESH_MS = 1_000;
const FEED_SEED = 1;

/** Runs the stack until it is drained or `stopped` aborts; answers what was delivered. */
export async function runHere(
  options: RunOptions,
  env: Readonly<Record<string, string | undefined>>,
  stopped: AbortSignal,
): Promise<Summary> {
  const texts = options.eventsFile === undefined ? undefined : await readEventsFile(options.eventsFile);
  const show = screen(options.json ? process.stderr : process.stdout);
  const tail = tailWatch();
  const batchEnds = new EventTarget();
  show.line('Synthesizing the stack and starting it here…');

  const run = await startEmbeddedRun({
    ...foreignEnds(options, env),
    stateDir: options.stateDir,
    ...(options.pollIntervalSeconds !== undefined && { context: { pollInterval: options.pollIntervalSeconds } }),
    onLog: (name, line) => {
      if (!('entry' in line)) return show.note(`${name}: ${line.text}`);
      tail.observe(line.entry);
      const note = notable(line.entry);
      if (note) show.note(note.text, note.streamIds);
    },
    onBatchEnd: () => void batchEnds.dispatchEvent(new Event('batch')),
  });
  const startedMs = performance.now();
  const control = await startControl(run, CONTROL_PORT);
  const feed = run.org.simulated && startFeed(run.org.simulated, { ...options, texts }, FEED_SEED);

  const look = async () => summarize(run, (performance.now() - startedMs) / 1000);
  await introduce(show, run, control);
  const isDrained = (summary: Summary) =>
    feed ? feed.isComplete && hasEverything(summary) : tail.isAtTail && hasEverything(summary);

  for (let summary = await look(); !stopped.aborted; summary = await look()) {
    show.table(summary);
    if (options.untilDrained && isDrained(summary)) break;
    await nextLook(batchEnds, stopped, options.untilDrained);
  }
  return finish({ run, control, feed, show, look });
}

/** The next batch's end, when the run may be drained by it; in any case after a second. */
async function nextLook(batchEnds: EventTarget, stopped: AbortSignal, endsWhenDrained: boolean): Promise<void> {
  const looked = new AbortController();
  const signal = AbortSignal.any([stopped, looked.signal]);
  const batch = new Promise<void>((resolve) =>
    batchEnds.addEventListener('batch', () => resolve(), { once: true, signal: looked.signal }),
  );
  const pause = sleep(REFRESH_MS, undefined, { signal }).catch(() => undefined);
  await (endsWhenDrained ? Promise.race([batch, pause]) : pause);
  looked.abort();
}

async function finish(running: {
  readonly run: EmbeddedRun;
  readonly control: Control;
  readonly feed: Feed | undefined;
  readonly show: Screen;
  readonly look: () => Promise<Summary>;
}): Promise<Summary> {
  const { run, control, feed, show, look } = running;
  feed?.stop();
  show.line('Finishing what is in flight…');
  await run.runtime.stop();
  const summary = await look();
  show.table(summary);
  await control.stop();
  await run.stop();
  for (const { name, accepted, duplicates, undeliverable, backlog, status } of summary.streams) {
    show.line(
      `${name} (${status}): ${accepted} of ${summary.served ?? '?'} events delivered, ${duplicates} duplicates, ` +
        `${undeliverable} undeliverable, ${backlog} queued`,
    );
  }
  return summary;
}

async function introduce(show: Screen, run: EmbeddedRun, { url }: Control): Promise<void> {
  const { streams } = await run.streams.load();
  const splunk = streams.find(({ type }) => type === 'splunk_cloud_logstreaming');
  show.line(
    `Reading ${run.org.url.origin}${run.org.simulated ? ' (simulated)' : ''} into ${streams.length} streams. Try:`,
  );
  show.line(
    `  make Splunk fail         curl -X POST ${url}/splunk/fail    (two attempts, then INACTIVE; also hang, throttle, refuse)`,
  );
  show.line(
    `  mend and activate it     curl -X POST ${url}/splunk/healthy ${url}/api/v1/logStreams/${splunk?.id ?? 'ID'}/lifecycle/activate`,
  );
  show.line(`  see the state as JSON    curl ${url}/    (Ctrl-C stops the run)`);
}

function foreignEnds(
  { oktaOrgUrl, splunkHecUrl, eventBridgeEndpoint }: RunOptions,
  env: Readonly<Record<string, string | undefined>>,
): Pick<EmbeddedRunOptions, 'foreignOrg' | 'foreignHec' | 'foreignEventBridge'> {
  const problems: string[] = [];
  const required = (name: string, flag: string): string => {
    const value = env[name] ?? '';
    if (value === '') problems.push(`${flag} needs the variable ${name}, which is not set`);
    return value;
  };
  const ends = {
    foreignOrg:
      oktaOrgUrl === undefined
        ? undefined
        : { url: oktaOrgUrl, apiToken: required('OKTA_API_TOKEN', '--okta-org-url') },
    foreignHec:
      splunkHecUrl === undefined
        ? undefined
        : { url: splunkHecUrl, token: required('SPLUNK_HEC_TOKEN', '--splunk-hec-url') },
    foreignEventBridge:
      eventBridgeEndpoint === undefined ? undefined : { url: eventBridgeEndpoint, environment: awsCredentials(env) },
  };
  if (problems.length > 0) throw new LogStreamingError('CONFIG_INVALID', problems.join('. '));
  return ends;
}

/** An endpoint that checks signatures needs the caller's own credentials; an emulator takes any. */
const awsCredentials = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
