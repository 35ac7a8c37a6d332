import type { Broken } from './account.ts';
import type { Patch } from './mutate.ts';
import { ADMIN_MUTATIONS } from './mutations/admin.ts';
import { DELIVERY_MUTATIONS } from './mutations/delivery.ts';
import { READING_MUTATIONS } from './mutations/reading.ts';
import { STREAM_MUTATIONS } from './mutations/stream.ts';

/** A safeguard taken away, alone or with the one that covers for it. */
export interface Mutation {
  readonly name: string;
  readonly patches: readonly Patch[];
  /** The promise that is broken without it. */
  readonly breaks?: Broken['promise'];
  /**
   * What the safeguard is for where its absence alone breaks no promise, because another one covers for it; then the
   * mutation named in `caughtWith` takes both away.
   */
  readonly coveredBy?: string;
  /** Missed by one history in hundreds only: `npm run simulate -- --mutations` waits for it, the tests do not. */
  readonly isRare?: true;
}

export const MUTATIONS: readonly Mutation[] = [
  ...STREAM_MUTATIONS,
  ...READING_MUTATIONS,
  ...DELIVERY_MUTATIONS,
  ...ADMIN_MUTATIONS,
];
