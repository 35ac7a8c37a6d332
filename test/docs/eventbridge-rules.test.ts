import { describe, expect, test } from '@jest/globals';
import { eventPattern } from '../../local/event-pattern.ts';
import { eventBusOf } from '../../lambdas/targets/event-bus.ts';
import { orgSubdomain } from '../../lambdas/targets/org-subdomain.ts';
import { putEventsRequests } from '../../lambdas/targets/put-events-requests.ts';
import { blocksOf } from '../support/page.ts';
import { commandsIn } from '../support/shell.ts';

const PAGE = 'docs/eventbridge-rules.md';

interface SampleEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly region: string;
  readonly account: string;
  readonly detail: { readonly uuid: string; readonly published: string };
}

const blocks = blocksOf(PAGE).filter(({ language }) => language === 'json');
const PATTERNS = blocks
  .filter(({ info }) => info.startsWith('pattern '))
  .map(({ info, text, line }) => [line, info.split(' ').slice(1), JSON.parse(text) as unknown] as const);
const EVENTS = new Map(
  blocks.filter(({ info }) => /^[\w-]+$/.test(info)).map(({ info, text }) => [info, JSON.parse(text) as SampleEvent]),
);

const ACME = orgSubdomain(new URL('https://acme.okta.com'));

test.each(PATTERNS)('the pattern in line %i matches %j and no other event', (_line, wanted, pattern) => {
  const matches = eventPattern('pattern', pattern);

  expect([...EVENTS].filter(([, event]) => matches(event)).map(([name]) => name)).toEqual(wanted);
});

test('every block is a pattern or an event', () => {
  expect(PATTERNS.length).toBeGreaterThan(4);
  expect(PATTERNS.length + EVENTS.size).toBe(blocks.length);
});

describe('the sample events', () => {
  test('of a stream are as its target puts them', () => {
    const { source, 'detail-type': detailType, time, region, account, detail } = sample('failed-sign-in');
    const settings = { accountId: account, eventSourceName: 'okta-log-events', region };
    const event = { id: detail.uuid, published: detail.published, json: Buffer.from(JSON.stringify(detail)) };

    const { requests } = putEventsRequests([event], eventBusOf(settings), ACME);

    const entry = requests[0]?.[0]?.entry;
    expect([entry?.Source, entry?.DetailType, JSON.parse(entry?.Detail ?? '')]).toEqual([source, detailType, detail]);
    expect(entry?.Time?.toISOString()).toBe(time.replace('Z', '.126Z'));
  });

  test('of the lifecycle bus are such', () => {
    for (const name of ['deactivated', 'deactivated-by-admin']) {
      const { source, 'detail-type': detailType, time, detail } = sample(name);

      expect([source, detailType]).toEqual([`okta.com/${ACME}/lifecycle`, 'SystemLog']);
      expect(detail.published.slice(0, 19)).toBe(time.slice(0, 19));
    }
  });

  test("of Okta's own source differ from ours in nothing but source and id", () => {
    const { id: _theirs, ...from } = sample('from-okta');
    const { id: _ours, ...to } = sample('failed-sign-in');

    expect({ ...from, source: from.source.replace(/^aws\.partner\//, '') }).toEqual(to);
    expect(from.source).not.toBe(to.source);
  });
});

test('every command is one of the AWS CLI for rules of a bus', () => {
  const commands = blocksOf(PAGE)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => commandsIn(text));

  expect(commands.length).toBeGreaterThan(2);
  for (const { words } of commands) {
    expect(words.slice(0, 2)).toEqual(['aws', 'events']);
    expect(words).toContain('--event-bus-name');
  }
});

function sample(name: string): SampleEvent {
  const event = EVENTS.get(name);
  if (!event) throw new Error(`the page has no event ${name}`);
  return event;
}
