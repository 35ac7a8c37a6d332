import { unreachable } from '../../lambdas/core/unreachable.ts';
import type { Fault } from './faults.ts';
import { type Draw, drawOf, pick, whole } from './random.ts';

/** What a history is made of before anything happens: sizes, limits and what people and other systems do when. */
export interface Plan {
  readonly seed: number;
  readonly streams: number;
  readonly pageLimit: number;
  /** Events that fit one message. */
  readonly messageLimit: number;
  readonly backlogLimitEvents: number;
  readonly requestsPerMinute: number;
  readonly batchSize: number;
  readonly faultRate: number;
  readonly disturbedMs: number;
  readonly deeds: readonly Deed[];
}

/** One thing that is done from outside. `stream` counts those there are, as far as needed round and round. */
export type Deed = { readonly key: string; readonly atMs: number } & (
  | { readonly kind: 'persist'; readonly events: number }
  | { readonly kind: 'deactivate' | 'delete'; readonly stream: number }
  | { readonly kind: 'activate'; readonly stream: number; readonly start: 'resume' | 'now' | number }
  | { readonly kind: 'create' }
  | { readonly kind: 'replace'; readonly stream: number; readonly rename: boolean; readonly newToken: boolean }
  | { readonly kind: 'outage'; readonly stream: number; readonly fault: Fault; readonly ms: number }
  | { readonly kind: 'expire cursors'; readonly when: 'now' | 'behind a full page' }
  | { readonly kind: 'rotate Okta token' | 'kill everything' }
  | { readonly kind: 'rotate HEC token'; readonly stream: number; readonly lagMs: number }
  | { readonly kind: 'others use the rate limit'; readonly requests: number }
  | { readonly kind: 'lose the next message' }
  | { readonly kind: 'sleep' | 'table outage' | 'queue outage'; readonly ms: number }
);

export type DeedKind = Deed['kind'];

const MINUTE = 60_000;
const DAY = 86_400_000;

/** How often each is done, out of all. */
const WEIGHTS: readonly (readonly [DeedKind, number])[] = [
  ['persist', 50],
  ['outage', 10],
  ['activate', 12],
  ['deactivate', 6],
  ['create', 3],
  ['delete', 3],
  ['replace', 4],
  ['expire cursors', 2],
  ['others use the rate limit', 3],
  ['rotate Okta token', 2],
  ['rotate HEC token', 3],
  ['kill everything', 4],
  ['lose the next message', 3],
  ['table outage', 1],
  ['queue outage', 1],
  ['sleep', 1],
];

const TARGET_FAULTS: readonly Fault[] = [
  'target refuses',
  'target hangs',
  'target mute',
  'target takes some',
  'target garbled',
];

export function planOf(seed: number): Plan {
  const draw = drawOf(seed ^ 0x5eed);
  const disturbedMs = whole(2, draw('long') < 0.8 ? 15 : 45, draw('disturbed')) * MINUTE;
  // More than the ten entries of a PutEvents request: requests side by side.
  const isLarge = draw('large') < 0.15;
  const count = whole(6, 45, draw('deeds'));
  const times = Array.from({ length: count }, (_, index) => Math.floor(draw(`at ${index}`) * disturbedMs));
  return {
    seed,
    streams: whole(1, 3, draw('streams')),
    pageLimit: isLarge ? whole(12, 30, draw('page')) : whole(2, 6, draw('page')),
    messageLimit: isLarge ? whole(11, 25, draw('message')) : whole(1, 5, draw('message')),
    backlogLimitEvents: whole(4, 60, draw('backlog')),
    requestsPerMinute: pick([8, 30, 120], draw('requests')),
    batchSize: whole(1, 4, draw('batch')),
    faultRate: pick([0.000_001, 0.01, 0.03, 0.08], draw('faults')),
    disturbedMs,
    deeds: times.toSorted((a, b) => a - b).map((atMs, index) => deedOf(index, atMs, draw)),
  };
}

function kindOf(drawn: number): DeedKind {
  let left = drawn * WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of WEIGHTS) if ((left -= weight) < 0) return kind;
  return 'persist';
}

function deedOf(index: number, atMs: number, draw: Draw): Deed {
  const of = (what: string) => draw(`deed ${index} ${what}`);
  const kind = kindOf(of('kind'));
  const base = { key: `deed ${index}`, atMs };
  const stream = whole(0, 5, of('stream'));
  switch (kind) {
    case 'persist':
      return { ...base, kind, events: of('many') < 0.1 ? whole(10, 30, of('count')) : whole(1, 6, of('count')) };
    case 'deactivate':
    case 'delete':
      return { ...base, kind, stream };
    case 'activate':
      return { ...base, kind, stream, start: startOf(of('start'), of('back')) };
    case 'replace':
      return { ...base, kind, stream, rename: of('rename') < 0.5, newToken: of('token') < 0.5 };
    case 'outage':
      return {
        ...base,
        kind,
        stream,
        fault: pick(TARGET_FAULTS, of('fault')),
        ms: whole(5, 120, of('long')) * 1_000,
      };
    case 'rotate HEC token':
      return { ...base, kind, stream, lagMs: whole(0, 90, of('lag')) * 1_000 };
    case 'others use the rate limit':
      return { ...base, kind, requests: whole(2, 40, of('requests')) };
    case 'sleep':
      return { ...base, kind, ms: of('long') < 0.5 ? 91 * DAY : 2 * 60 * MINUTE };
    case 'table outage':
    case 'queue outage':
      return { ...base, kind, ms: whole(5, 1_500, of('long')) * 1_000 };
    case 'expire cursors':
      return { ...base, kind, when: of('when') < 0.5 ? 'now' : 'behind a full page' };
    case 'create':
    case 'rotate Okta token':
    case 'kill everything':
    case 'lose the next message':
      return { ...base, kind };
    default:
      return unreachable(kind);
  }
}

/** Most admins want what they missed. A number is how long ago reading is to start, in milliseconds. */
function startOf(drawn: number, back: number): 'resume' | 'now' | number {
  if (drawn < 0.75) return 'resume';
  return drawn < 0.87 ? 'now' : whole(0, 10 * MINUTE, back);
}
