import type { ApiFailure } from '../api/api-failure.ts';

export const LOOK_MS = 2_000;
const MAX_PAUSE_MS = 60_000;

/** How long to wait before the next look, after so many failures in a row. */
export function pauseAfter(failures: number, failure?: Pick<ApiFailure, 'waitMs'>): number {
  if (failures === 0) return LOOK_MS;
  return Math.max(Math.min(LOOK_MS * 2 ** failures, MAX_PAUSE_MS), failure?.waitMs ?? 0);
}
