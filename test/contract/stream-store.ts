import { describe } from '@jest/globals';
import type { StreamStore } from '../../lambdas/core/ports.ts';
import { describeChanges } from './stream-store-changes.ts';
import { describeDeliveryWrites } from './stream-store-delivery.ts';
import { describeListing } from './stream-store-listing.ts';
import { describeReadMoves } from './stream-store-read.ts';
import { describeRewinds } from './stream-store-rewind.ts';
import { describeReservations } from './stream-store-reservations.ts';
import { subject } from './stream-store-subject.ts';

/** What every store of streams promises. `create` answers a new, empty one. */
export function describeStreamStore(name: string, create: () => Promise<StreamStore>): void {
  describe.each([{ name }])('$name', () => {
    const under = subject(create);
    describeListing(under);
    describeReadMoves(under);
    describeDeliveryWrites(under);
    describeRewinds(under);
    describeChanges(under);
    describeReservations(under);
  });
}
