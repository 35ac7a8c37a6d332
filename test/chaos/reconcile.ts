/** An event of the org, in persistence order; `digest` stands for its bytes. */
export interface PersistedEvent {
  readonly uuid: string;
  readonly atMs: number;
  readonly digest: string;
  /** No event bus takes it. */
  readonly isOversized?: boolean;
}

export interface Acceptance {
  readonly uuid: string;
  readonly atMs: number;
  readonly digest: string;
}

/** What became of one stream, as its target and the undeliverable bucket have it. */
export interface StreamRecord {
  readonly createdMs: number;
  /** Every event that the target took, in the order in which it took them. */
  readonly accepted: readonly Acceptance[];
  /** Uuids in the undeliverable bucket. */
  readonly setAside: ReadonlySet<string>;
  /**
   * Where the slice begins in which an event was sent, by uuid of the event: that slice's first uuid. The order within
   * a slice is free. An event without an entry is a slice of its own.
   */
  readonly sliceStarts: ReadonlyMap<string, string>;
}

export interface Repetition {
  readonly uuid: string;
  /** The acceptance before this one. */
  readonly beforeMs: number;
  readonly atMs: number;
}

export interface Reconciled {
  /** Events that the org persisted since the stream was created. */
  readonly owed: number;
  /** Distinct uuids of those. */
  readonly accepted: number;
  readonly setAside: number;
  /** Of those, what any target takes. */
  readonly setAsideInVain: readonly string[];
  readonly lost: readonly string[];
  readonly duplicates: readonly Repetition[];
  /** First accepted although an event of an earlier slice was still missing. */
  readonly outOfOrder: readonly string[];
  /** Accepted with other bytes than the org's. */
  readonly altered: readonly string[];
  /** Accepted and never persisted. */
  readonly unknown: readonly string[];
}

/** What the org has, against what a target has, by uuid. */
export function reconcile(org: readonly PersistedEvent[], stream: StreamRecord): Reconciled {
  const orders = new Map(org.map(({ uuid }, order) => [uuid, order]));
  const owed = org.filter(({ atMs }) => atMs >= stream.createdMs);
  const lastAcceptedMs = new Map<string, number>();
  const duplicates: Repetition[] = [];
  const outOfOrder: string[] = [];
  const altered: string[] = [];
  const unknown: string[] = [];

  const isThere = (uuid: string): boolean => lastAcceptedMs.has(uuid) || stream.setAside.has(uuid);
  const orderOf = (uuid: string): number => orders.get(uuid) ?? Number.POSITIVE_INFINITY;
  let missing = org.length - owed.length;
  /** The first event that the stream is owed and that is nowhere yet. */
  const firstMissing = (): number => {
    for (let event = org[missing]; event && isThere(event.uuid); event = org[missing]) missing += 1;
    return missing;
  };

  for (const { uuid, atMs, digest } of stream.accepted) {
    const event = org[orderOf(uuid)];
    if (!event) unknown.push(uuid);
    else if (event.digest !== digest) altered.push(uuid);

    const beforeMs = lastAcceptedMs.get(uuid);
    if (beforeMs !== undefined) duplicates.push({ uuid, beforeMs, atMs });
    else if (event && firstMissing() < orderOf(stream.sliceStarts.get(uuid) ?? uuid)) outOfOrder.push(uuid);
    lastAcceptedMs.set(uuid, atMs);
  }

  return {
    owed: owed.length,
    accepted: owed.filter(({ uuid }) => lastAcceptedMs.has(uuid)).length,
    setAside: owed.filter(({ uuid }) => stream.setAside.has(uuid)).length,
    setAsideInVain: owed
      .filter(({ uuid, isOversized = false }) => stream.setAside.has(uuid) && !isOversized)
      .map(({ uuid }) => uuid),
    lost: owed.filter(({ uuid }) => !isThere(uuid)).map(({ uuid }) => uuid),
    duplicates,
    outOfOrder,
    altered,
    unknown,
  };
}
