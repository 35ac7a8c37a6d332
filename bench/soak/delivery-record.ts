/** What one target took of the events with the numbers 0 to `total` − 1, in a bit each: it does not grow. */
export interface DeliveryRecord {
  /** Answers whether the event is new to the target. */
  take(order: number): boolean;
  /** Distinct events. */
  readonly accepted: number;
  readonly duplicates: number;
  /** First taken after an event with a greater number. */
  readonly outOfOrder: number;
  /** Numbers that are none. */
  readonly unknown: number;
  /** The first `limit` events that are missing. */
  missing(limit: number): readonly number[];
}

export function deliveryRecord(total: number): DeliveryRecord {
  const bits = new Uint8Array(Math.ceil(total / 8));
  let accepted = 0;
  let duplicates = 0;
  let outOfOrder = 0;
  let unknown = 0;
  let highest = -1;

  const has = (order: number): boolean => ((bits[order >>> 3] ?? 0) & (1 << (order & 7))) !== 0;

  return {
    take(order) {
      if (!(Number.isInteger(order) && order >= 0 && order < total)) {
        unknown += 1;
        return false;
      }
      if (has(order)) {
        duplicates += 1;
        return false;
      }
      bits[order >>> 3] = (bits[order >>> 3] ?? 0) | (1 << (order & 7));
      accepted += 1;
      if (order < highest) outOfOrder += 1;
      highest = Math.max(highest, order);
      return true;
    },
    get accepted() {
      return accepted;
    },
    get duplicates() {
      return duplicates;
    },
    get outOfOrder() {
      return outOfOrder;
    },
    get unknown() {
      return unknown;
    },
    missing(limit) {
      const found: number[] = [];
      for (let order = 0; order < total && found.length < limit; order += 1) if (!has(order)) found.push(order);
      return found;
    },
  };
}
