import type { Clock } from '../lambdas/core/ports.ts';
import { wrongUsage } from './failure.ts';

const AGO = /^(\d{1,6})([smhd])$/;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

export const TIMES_ALLOWED = 'an ISO time such as 2026-03-01T12:00:00Z, or an age such as 30s, 15m, 2h or 7d';

/** A moment as an admin writes it, as ISO time in UTC. */
export function parseTime(text: string, option: string, now: Clock): string {
  const [, count = '', unit = ''] = AGO.exec(text) ?? [];
  const ms = isUnit(unit)
    ? now().getTime() - Number(count) * UNIT_MS[unit]
    : ISO.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (Number.isNaN(ms)) throw wrongUsage(`${option} must be ${TIMES_ALLOWED}; got "${text}"`);
  return new Date(ms).toISOString();
}

const isUnit = (unit: string): unit is keyof typeof UNIT_MS => Object.hasOwn(UNIT_MS, unit);

/** Seconds in the unit that a reader thinks in. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
