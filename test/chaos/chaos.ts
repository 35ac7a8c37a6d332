import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { admin, type Admin, type SeenStream } from './admin.ts';
import { EDGES } from './edge-faults.ts';
import { type Ends, startEnds } from './ends.ts';
import { nameOf, type Strike } from './fault-deck.ts';
import { type KillableRun, killableRun } from './killable-run.ts';
import { type ChaosResult, type KnownStream, streamResult } from './result.ts';
import type { RunMessage } from './run-messages.ts';
import { startTraffic, type Traffic } from './traffic.ts';
import { type Watch, watch } from './watch.ts';

export interface ChaosPlan {
  readonly seed: number;
  readonly rate: number;
  /** Consumed one by one, with whatever pause the caller makes between two. */
  readonly strikes: AsyncIterable<Strike>;
  /** Whether the admin activates a stream that is found INACTIVE at this look. */
  readonly isActivationDue: () => boolean;
  readonly onProgress: (state: ChaosState) => void;
}

export interface ChaosState {
  readonly phase: 'chaos' | 'draining';
  readonly persisted: number;
  readonly accepted: { readonly splunk: number; readonly bus: number };
  /** By name, as far as they have struck. */
  readonly faults: Readonly<Record<string, number>>;
  readonly inactive: readonly string[];
}

const ATTEMPT_TIMEOUT_SECONDS = 2;
const BACKLOG_LIMIT_EVENTS = 3_000;
const BURST_EVENTS = 4_500;
const LOOK_MS = 1_000;
/** What is still missing when nothing has arrived for so long, after the last fault, is lost. */
const STALLED_MS = 120_000;

/** Everything that a strike can be aimed at. */
interface Field {
  readonly ends: Ends;
  readonly run: KillableRun;
  readonly seen: Watch;
  readonly traffic: Traffic;
  readonly restart: () => Promise<void>;
  /** Strikes that are not told by a proxy. */
  readonly count: (name: string) => void;
}

/** Plays the faults, mends everything, waits until the targets have what the org has, and reconciles. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosResult> {
  const stateDir = mkdtempSync(join(tmpdir(), 'chaos-'));
  const now = () => Date.now();
  const seen = watch(now);
  const ends = await startEnds((target) => seen.delivery(target));
  const counted = new Map<string, number>();
  const unexpectedEnds: string[] = [];
  const known = new Map<string, KnownStream>();
  let activations = 0;
  let api: Admin | undefined;
  let phase: ChaosState['phase'] = 'chaos';

  const hear = (message: RunMessage): void => {
    if (message.kind === 'entry') seen.observe(message.entry, message.loggedMs);
    if (message.kind === 'line' && /timed out|crashed|exited/.test(message.text)) {
      seen.interrupted('a function ended in mid-work', now(), now());
    }
  };
  const run = killableRun(
    {
      stateDir,
      orgUrl: ends.proxies.org.url,
      orgToken: ends.orgToken,
      hecUrl: ends.proxies.splunk.url,
      hecToken: ends.hecToken,
      busUrl: ends.proxies.bus.url,
      tableUrl: ends.proxies.table.url,
      queueUrl: ends.proxies.queue.url,
      attemptTimeoutSeconds: ATTEMPT_TIMEOUT_SECONDS,
      backlogLimitEvents: BACKLOG_LIMIT_EVENTS,
    },
    { message: hear, unexpectedEnd: (reason) => void unexpectedEnds.push(reason) },
  );

  const start = async (): Promise<void> => {
    const ready = await run.start();
    ends.placeEventQueue(ready.eventQueueUrl);
    ends.proxies.table.connect(ready.tableUrl);
    ends.proxies.queue.connect(ready.queueUrl);
    api = admin(ready.api);
    for (const { id, type, created } of ready.streams) {
      const target = type === 'aws_eventbridge' ? 'bus' : 'splunk';
      seen.nameStream(id, target);
      known.set(id, { id, target, createdMs: Date.parse(created) });
    }
  };
  const restart = async (): Promise<void> => {
    const killedMs = now();
    await run.kill();
    await start();
    seen.interrupted('the process was killed before the acknowledgement', killedMs, now());
  };

  const look = async (isDue: () => boolean): Promise<readonly SeenStream[]> => {
    // The API suffers too; the admin looks again.
    const streams = (await api?.streams().catch(() => [])) ?? [];
    for (const { id, status } of streams) {
      const target = known.get(id)?.target;
      if (status === 'ACTIVE' || !target || !isDue()) continue;
      seen.activating(target);
      await api?.activate(id).then(
        () => (activations += 1),
        () => undefined,
      );
    }
    return streams;
  };
  const report = (): void =>
    plan.onProgress({
      phase,
      persisted: ends.persisted.length,
      accepted: { splunk: ends.accepted.splunk.length, bus: ends.accepted.bus.length },
      faults: Object.fromEntries(faultsOf(ends, counted)),
      inactive: (['splunk', 'bus'] as const).filter((target) => seen.isInactive(target)),
    });

  try {
    await start();
    const traffic = startTraffic(ends.org, plan);
    const looking = new AbortController();
    const looks = every(LOOK_MS, looking.signal, async () => {
      report();
      await look(plan.isActivationDue);
    });

    const startedMs = now();
    const count = (name: string): void => void counted.set(name, (counted.get(name) ?? 0) + 1);
    const field: Field = { ends, run, seen, traffic, restart, count };
    for await (const strike of plan.strikes) await inflict(strike, field);
    const minutes = (now() - startedMs) / 60_000;

    phase = 'draining';
    traffic.stop();
    looking.abort();
    await looks;
    for (const edge of EDGES) ends.proxies[edge].calm();
    ends.refuseEntries(0);

    const results = await drain({ ends, run, seen, known, report, look: () => look(() => true) });
    await run.tell({ order: 'stop' }).catch(() => undefined);
    return {
      seed: plan.seed,
      minutes,
      faults: Object.fromEntries(faultsOf(ends, counted).toSorted(([a], [b]) => a.localeCompare(b))),
      streams: results,
      whileInactive: seen.whileInactive,
      activations,
      unexpectedEnds,
      journal: Object.fromEntries([...seen.counts].toSorted(([a], [b]) => a.localeCompare(b))),
    };
  } finally {
    await run.kill();
    await ends.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function inflict(strike: Strike, { ends, run, seen, traffic, restart, count }: Field): Promise<void> {
  const name = nameOf(strike);
  switch (strike.kind) {
    case 'edge':
      ends.proxies[strike.fault.edge].inject(name, strike.fault.fault, strike.requests);
      return;
    case 'entries refused':
      ends.refuseEntries(strike.requests);
      return;
    case 'cursors refused':
      ends.org.expireCursors();
      break;
    case 'workers killed': {
      const killedMs = Date.now();
      await run.tell({ order: 'kill workers', functions: strike.functions });
      if (strike.who === 'deliver') {
        seen.interrupted('the deliver function was killed before the acknowledgement', killedMs, Date.now());
      }
      break;
    }
    case 'process killed':
      await restart();
      break;
    case 'queue filled':
      traffic.burst(BURST_EVENTS);
      break;
  }
  count(name);
}

function faultsOf(ends: Ends, counted: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  const struck = EDGES.flatMap((edge) => [...ends.proxies[edge].struck]);
  const partial = ends.partialAnswers > 0 ? [['bus: some entries refused', ends.partialAnswers] as const] : [];
  return [...struck, ...partial, ...counted];
}

/** Until the targets have everything, or nothing more can be hoped for. */
async function drain(work: {
  readonly ends: Ends;
  readonly run: KillableRun;
  readonly seen: Watch;
  readonly known: ReadonlyMap<string, KnownStream>;
  readonly report: () => void;
  readonly look: () => Promise<readonly SeenStream[]>;
}): Promise<ChaosResult['streams']> {
  const { ends, run, seen, known, report, look } = work;
  let last = { accepted: 0, atMs: Date.now() };
  for (;;) {
    await look();
    report();
    const kept = (await run.tell({ order: 'list set aside' })) as readonly (readonly [string, string])[];
    const results = [...known.values()].map((stream) => {
      const setAside = new Set(kept.filter(([id]) => id === stream.id).map(([, uuid]) => uuid));
      return streamResult(stream, setAside, { ends, seen });
    });
    const accepted = ends.accepted.splunk.length + ends.accepted.bus.length;
    if (accepted > last.accepted) last = { accepted, atMs: Date.now() };
    if (results.every(({ lost }) => lost === 0) || Date.now() - last.atMs > STALLED_MS) return results;
    await sleep(LOOK_MS);
  }
}

async function every(ms: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }
}
