import { type CatchUp, type CatchUpOptions, simulateCatchUp } from './catch-up.ts';
import type { TargetType } from './emulator-calls.ts';
import type { Measurement } from './measurement.ts';
import { PAGE_EVENTS } from './portions.ts';
import type { MeasuredRow } from './rows.ts';
import { median } from './statistics.ts';

/** How long a stream takes to catch up, and what that was computed from. */
export interface Outage extends CatchUp {
  readonly target: TargetType;
  readonly pollMsPerPage: number;
  readonly deliverMsPerPage: number;
}

/** Lambda's documentation: at 1,769 MB a function has the equivalent of one vCPU, and CPU grows with the memory. */
const MB_PER_VCPU = 1_769;

/** Assumed waits for the other side, which loopback does not have: a page, a message's requests, state in between. */
const OKTA_ANSWER_MS = 400;
const STATE_MS = 40;
const TARGET_ANSWER_MS: Record<TargetType, number> = {
  // Three bodies, one after the other.
  splunk_cloud_logstreaming: 3 * 100,
  // 100 requests, eight at a time.
  aws_eventbridge: Math.ceil(100 / 8) * 20,
};

/** One hour at 200 events a second; Okta's limit for a Workforce org, half of which is ours by default. */
const OUTAGE: Omit<CatchUpOptions, 'pollMsPerPage' | 'deliverMsPerPage' | 'backlogLimitEvents'> = {
  outageMs: 3_600_000,
  eventsPerSecond: 200,
  requestsPerMinute: 120,
  rateLimitShare: 0.5,
  pollIntervalMs: 10_000,
};

/** Simulates the outage with the CPU that the pipeline's rows took, at the part of a vCPU that `memoryMb` brings. */
export async function simulateOutages(
  rows: readonly MeasuredRow[],
  limits: { readonly memoryMb: number; readonly backlogLimitEvents: number },
): Promise<Outage[]> {
  const outages: Outage[] = [];
  for (const { target, measurements } of rows.filter(({ who }) => who === 'pipeline')) {
    const msPerPage = (name: string) => median(measurements.map((each) => pageMs(each, name)));
    const slowdown = Math.max(1, MB_PER_VCPU / limits.memoryMb);
    const pollMsPerPage = OKTA_ANSWER_MS + STATE_MS + slowdown * msPerPage('Poller');
    const deliverMsPerPage = TARGET_ANSWER_MS[target] + STATE_MS + slowdown * msPerPage('Deliverer');
    const { backlogLimitEvents } = limits;
    const caughtUp = await simulateCatchUp({ ...OUTAGE, backlogLimitEvents, pollMsPerPage, deliverMsPerPage });
    outages.push({ ...caughtUp, target, pollMsPerPage, deliverMsPerPage });
  }
  return outages;
}

const pageMs = ({ cpuMsOf, events }: Measurement, name: string): number =>
  ((cpuMsOf[name] ?? Number.NaN) * PAGE_EVENTS) / events;
