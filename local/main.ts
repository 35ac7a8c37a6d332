import { setTimeout as sleep } from 'node:timers/promises';
import type { Console } from '../console/server/start-console.ts';
import { type ErrorCode, LogStreamingError } from '../lambdas/core/errors.ts';
import type { Entry } from '../lambdas/core/journal.ts';
import { alarmWatch } from './alarm-watch.ts';
import { startLocalConsole } from './console.ts';
import { type Control, startControl } from './control.ts';
import { tailWatch } from './drained.ts';
import { type EmbeddedRun, startEmbeddedRun } from './embedded-run.ts';
import { readEventsFile } from './events-file.ts';
import { type Feed, startFeed } from './feed.ts';
import { foreignEnds } from './foreign-ends.ts';
import { introduction } from './introduction.ts';
import { metricBoard } from './metric-board.ts';
import { notable } from './notable.ts';
import type { RunOptions } from './options.ts';
import { type Output, screen, type Screen } from './screen.ts';
import { hasEverything, type Summary, summarize } from './summary.ts';

/**
 * Where the control, the admin API and the console listen if nothing else does, so that what we print stays the same.
 */
const CONTROL_PORT = 4680;
const ADMIN_PORT = 4681;
const CONSOLE_PORT = 4682;
const REFRESH_MS = 1_000;
const FEED_SEED = 1;

/** Failures to read that hardly pass while the run lasts, in a row: it was given its credentials when it began. */
const UNMENDABLE: ReadonlySet<ErrorCode> = new Set(['OKTA_UNAUTHORIZED', 'SECRET_INVALID'] satisfies ErrorCode[]);
const REFUSALS_TO_END = 2;

export interface RunSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the table and what happens is shown. */
  readonly output: Output;
  /** Ends the run when it aborts: what is in flight is finished. */
  readonly stopped: AbortSignal;
}

/**
 * Runs the stack until it is drained or stopped; answers what was delivered. Fails with CONFIG_INVALID, and with
 * OKTA_UNAUTHORIZED or SECRET_INVALID when it cannot be drained because a foreign org refuses the token.
 */
export async function runHere(options: RunOptions, { env, output, stopped }: RunSurroundings): Promise<Summary> {
  const ends = foreignEnds(options, env);
  const texts = options.eventsFile === undefined ? undefined : await readEventsFile(options.eventsFile);
  const show = screen(output);
  const tail = tailWatch();
  const batchEnds = new EventTarget();
  let feed: Feed | undefined;
  const board = metricBoard();
  const metrics: string[] = [];
  const refusals: LogStreamingError[] = [];

  const observe = (entry: Entry, invocation: string): void => {
    tail.observe(entry, invocation);
    const note = notable(entry);
    if (note) show.note(note);
    if (entry.what === 'page read') refusals.length = 0;
    if (entry.what === 'read failed' && UNMENDABLE.has(entry.code)) {
      refusals.push(new LogStreamingError(entry.code, `what cannot be read cannot be drained: ${entry.message}`));
    }
  };

  stopped.throwIfAborted();
  show.line('Synthesizing the stack and starting it here…');
  const run = await startEmbeddedRun({
    ...ends,
    stateDir: options.stateDir,
    adminAuth: options.adminAuth,
    adminPort: ADMIN_PORT,
    ...(options.pollIntervalSeconds !== undefined && { context: { pollInterval: options.pollIntervalSeconds } }),
    onLog(name, line) {
      if ('entry' in line) observe(line.entry, line.invocation);
      else show.note({ text: `${name}: ${line.text}`, streamIds: [], isError: true });
    },
    onMetrics(line) {
      board.observe(line);
      metrics.push(line);
    },
    onBatchEnd: () => void batchEnds.dispatchEvent(new Event('batch')),
    beforePolling({ simulated }, streams) {
      for (const { id, type, delivered } of streams) {
        if (type === 'aws_eventbridge' ? ends.foreignEventBridge : ends.foreignHec)
          board.countOn(id, delivered.events);
      }
      if (simulated) feed = startFeed(simulated, { ...options, texts }, FEED_SEED);
    },
  });
  const startedMs = performance.now();
  const look = async () => summarize(run, (performance.now() - startedMs) / 1000);
  const control = await startControl({ run, look, port: CONTROL_PORT });
  const page = await startLocalConsole(run.api, { port: CONSOLE_PORT, stopped });
  await introduce(show, { run, control, page }, await look());

  const alarms = alarmWatch(run.alarms);
  const isDrained = (summary: Summary) =>
    hasEverything(summary) && (feed?.isComplete ?? tail.isAtTail(activeIn(summary)));
  let shownSeconds = 0;
  for (let summary = await look(); !stopped.aborted; summary = await look()) {
    // A batch may end sooner than a rate can be told.
    if (summary.elapsedSeconds - shownSeconds >= REFRESH_MS / 2000) {
      show.table(board.over(summary));
      shownSeconds = summary.elapsedSeconds;
    }
    for (const line of metrics.splice(0)) alarms.observe(line);
    for (const note of alarms.look(new Date())) show.note(note);
    if (options.untilDrained && (isDrained(summary) || refusals.length >= REFUSALS_TO_END)) break;
    await nextLook(batchEnds, stopped, options.untilDrained);
  }

  const summary = await finish({ run, control, page, feed, show, look });
  const refusal = refusals.at(REFUSALS_TO_END - 1);
  if (options.untilDrained && refusal && !stopped.aborted) throw refusal;
  return summary;
}

const activeIn = ({ streams }: Summary): number => streams.filter(({ status }) => status === 'ACTIVE').length;

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

async function introduce(
  show: Screen,
  { run, control, page }: { readonly run: EmbeddedRun; readonly control: Control; readonly page: Console },
  summary: Summary,
): Promise<void> {
  const { streams } = await run.streams.load();
  const { url, simulated } = run.org;
  for (const line of introduction({
    orgUrl: url.origin,
    isOrgSimulated: simulated !== undefined,
    streams,
    isSimulated: (type) => run.isSimulated(type),
    controlUrl: control.url,
    consoleUrl: page.url,
    api: run.api,
  })) {
    show.line(line);
  }
  show.table(summary);
  for (const { id, status, deactivation } of streams) {
    if (status !== 'INACTIVE' || !deactivation) continue;
    const { at, code, message } = deactivation;
    show.note({ text: `INACTIVE since ${at} (${code}): ${message}`, streamIds: [id], isError: true });
  }
}

async function finish(running: {
  readonly run: EmbeddedRun;
  readonly control: Control;
  readonly page: Console;
  readonly feed: Feed | undefined;
  readonly show: Screen;
  readonly look: () => Promise<Summary>;
}): Promise<Summary> {
  const { run, control, page, feed, show, look } = running;
  feed?.stop();
  show.line('Finishing what is in flight… (Ctrl-C ends it at once)');
  await run.runtime.stop();
  const summary = await look();
  show.table(summary);
  show.endTable();
  await Promise.all([control.stop(), page.stop()]);
  await run.stop();
  for (const { name, accepted, duplicates, undeliverable, backlog, status } of summary.streams) {
    show.line(
      `${name} (${status}): ${accepted} of ${summary.served ?? '?'} events delivered, ${duplicates} duplicates, ` +
        `${undeliverable} undeliverable, ${backlog} queued`,
    );
  }
  return summary;
}
