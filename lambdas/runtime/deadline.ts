import type { Context } from 'aws-lambda';
import type { Clock } from '../core/ports.ts';

/** The moment `marginMs` before Lambda ends the invocation. */
export const deadlineOf = (context: Context, now: Clock, marginMs: number): Date =>
  new Date(now().getTime() + context.getRemainingTimeInMillis() - marginMs);
