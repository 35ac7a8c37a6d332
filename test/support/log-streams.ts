import { type LogStream, newLogStream } from '../../lambdas/core/log-stream.ts';
import type { Cursor, Position } from '../../lambdas/core/position.ts';
import { START } from './manual-clock.ts';

export const cursor = (text: string): Cursor => text as Cursor;

/** A position right behind event `after`, reached by the link `next of <after>`. */
export const behind = (after: string, more: Partial<Position> = {}): Position => ({
  cursor: cursor(`next of ${after}`),
  after,
  midPage: false,
  count: 0,
  ...more,
});

const eventBridge = {
  type: 'aws_eventbridge',
  settings: { accountId: '123456789012', eventSourceName: 'okta', region: 'eu-west-1' },
} as const;

/** A new ACTIVE stream with whatever a test wants to be otherwise. */
export const logStream = (overrides: Partial<Omit<LogStream, 'type' | 'settings'>> = {}): LogStream => {
  const { id = '0oa00000000000000001', name = 'security team' } = overrides;
  return { ...newLogStream({ ...eventBridge, id, name }, START, cursor('the start')), ...overrides };
};
