/**
 * Time limits and counts of the deployment that histories are lived in: those of the stack, as a test holds them to it.
 */
export const DEPLOYMENT = {
  pollTimeoutMs: 120_000,
  deliverTimeoutMs: 30_000,
  adminTimeoutMs: 29_000,
  /** Half of what the stack gives it, so that it dies in the middle more often. */
  lifecycleTimeoutMs: 30_000,
  attemptTimeoutMs: 10_000,
  visibilityMs: 180_000,
  /** So often a message is handed out before the queue gives it up. */
  queueReceives: 5,
  /** So often before the deliverer does. */
  delivererReceives: 4,
} as const;
