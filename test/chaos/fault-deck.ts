import { unreachable } from '../../lambdas/core/unreachable.ts';
import type { Random } from '../../local/company/random.ts';
import { EDGE_FAULTS, type EdgeFaultKind } from './edge-faults.ts';

/** Everything that can be done to a run, and to whom. */
export type Strike =
  | { readonly kind: 'edge'; readonly fault: EdgeFaultKind; readonly requests: number }
  | { readonly kind: 'entries refused'; readonly requests: number }
  | { readonly kind: 'cursors refused' }
  | { readonly kind: 'workers killed'; readonly who: string; readonly functions: string }
  | { readonly kind: 'process killed' }
  | { readonly kind: 'queue filled' };

/** The functions whose instances are crashed, as the template's logical ids begin. */
export const WORKERS: readonly (readonly [who: string, functions: string])[] = [
  ['poll', 'StreamingPoller'],
  ['deliver', 'StreamingDeliverer'],
  ['lifecycle', 'StreamingLifecycle'],
  ['admin', 'StreamingAdmin'],
];

/** One of each: whoever goes through a deck has met every kind of fault. */
export function fullDeck(random: Random): readonly Strike[] {
  const strikes: readonly Strike[] = [
    ...EDGE_FAULTS.map((fault) => ({ kind: 'edge', fault, requests: 1 + random.below(fault.atMost) }) as const),
    { kind: 'entries refused', requests: 1 + random.below(4) },
    { kind: 'cursors refused' },
    ...WORKERS.map(([who, functions]) => ({ kind: 'workers killed', who, functions }) as const),
    { kind: 'process killed' },
    { kind: 'queue filled' },
  ];
  return random.pickSome(strikes, strikes.length);
}

/**
 * A refused cursor brings ten minutes of events again, and a hanging org keeps the poller for half a minute: with each
 * deck, the targets would get little else.
 */
const isRare = (strike: Strike): boolean => strike.kind === 'cursors refused' || nameOf(strike) === 'org: hang';

const DECKS_TO_RARE_STRIKES = 4;

/** Deck after deck, for as long as anyone wants faults. */
export function* strikesOf(random: Random): Generator<Strike, never> {
  for (let decks = 0; ; decks += 1) {
    const isRareDue = decks % DECKS_TO_RARE_STRIKES === 0;
    yield* fullDeck(random).filter((strike) => isRareDue || !isRare(strike));
  }
}

/** What a strike is counted as in the report. */
export function nameOf(strike: Strike): string {
  switch (strike.kind) {
    case 'edge':
      return edgeFaultName(strike.fault);
    case 'entries refused':
      return 'bus: some entries refused';
    case 'cursors refused':
      return 'org: every cursor refused';
    case 'workers killed':
      return `process: ${strike.who} workers killed`;
    case 'process killed':
      return 'process: killed and started again';
    case 'queue filled':
      return 'queue: filled by a burst';
    default:
      return unreachable(strike);
  }
}

export const edgeFaultName = ({ edge, name }: EdgeFaultKind): string => `${edge}: ${name}`;
