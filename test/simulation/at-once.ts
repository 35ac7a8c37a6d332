import type { Carry } from './simulated-table.ts';

/** Calls that no fault befalls and that take no time. */
export const atOnce: Carry = async (_operation, effect) => effect();
