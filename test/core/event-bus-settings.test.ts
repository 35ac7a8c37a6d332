import { describe, expect, test } from '@jest/globals';
import { parseStreamRequest } from '../../lambdas/core/parse-log-stream.ts';
import { eventBusOf } from '../../lambdas/targets/event-bus.ts';

const SETTINGS = { accountId: '123456789012', eventSourceName: 'okta-log-events', region: 'eu-west-1' } as const;

const parsed = (more: Readonly<Record<string, string>>) =>
  parseStreamRequest({ name: 'Bus', type: 'aws_eventbridge', settings: { ...SETTINGS, ...more } }, 'create');

describe('the event bus of a stream', () => {
  test('is where its settings say', () => {
    expect(parsed({}).target.settings).toEqual(SETTINGS);
    expect(eventBusOf(SETTINGS).arn).toBe('arn:aws:events:eu-west-1:123456789012:event-bus/okta-log-events');
  });

  test.each([
    ['accountId', '12345678901'],
    ['accountId', '1234567890123'],
    ['accountId', '12345678901\u0662'],
    ['accountId', '123456789012:event-bus/other'],
    ['accountId', '*'],
    ['eventSourceName', ''],
    ['eventSourceName', '*'],
    ['eventSourceName', 'bus/other'],
    ['eventSourceName', 'bus:other'],
    ['eventSourceName', 'bus\n'],
    ['eventSourceName', 'x'.repeat(76)],
    ['region', 'eu-west-1.evil.example/#'],
    ['region', 'evil@eu-west-1'],
    ['region', 'EU-WEST-1'],
    ['region', '*'],
  ])('is in no other place by %s "%s"', (member, value) => {
    expect(() => parsed({ [member]: value })).toThrow(`settings.${member} must be`);
  });
});
