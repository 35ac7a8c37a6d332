import { describe, expect, test } from '@jest/globals';
import type { StreamReply } from '../../../console/api/log-streams.ts';
import { addLook, type Histories } from '../../../console/state/history.ts';
import { type Choice, EVERYTHING, shownStreams } from '../../../console/state/shown-streams.ts';
import { isFailed, stopOf, targetOf } from '../../../console/state/stream-facts.ts';
import { totalsOf } from '../../../console/state/totals.ts';
import { START } from '../../support/manual-clock.ts';
import { streamReply } from '../../support/stream-replies.ts';

const AT = START.toISOString();
const failure = { code: 'TARGET_UNAVAILABLE', message: 'Splunk is busy', at: AT, attempts: 2 };
const byAdmin = { code: 'ADMIN', message: 'deactivated by an admin', at: AT, attempts: 0 };

const STREAMS: readonly StreamReply[] = [
  streamReply({ id: '1', name: 'Stream 10', delivery: { events: 5, backlog: 7, lagSeconds: 30 } }),
  streamReply({ id: '2', name: 'stream 9', delivery: { events: 50, backlog: 1, lagSeconds: 4 } }),
  streamReply({
    id: '3',
    name: 'Zulu',
    status: 'INACTIVE',
    deactivation: failure,
    delivery: { lagSeconds: 900, backlog: 3 },
  }),
  streamReply({ id: '4', name: 'Alpha', status: 'INACTIVE', deactivation: byAdmin }),
  streamReply({
    id: '5',
    name: 'Bus',
    type: 'aws_eventbridge',
    settings: { accountId: '123456789012', eventSourceName: 'okta-log-events', region: 'eu-west-1' },
    deactivation: failure,
  }),
];

const HISTORIES: Histories = addLook(
  addLook(new Map(), STREAMS, 0),
  STREAMS.map((stream) =>
    streamReply({
      ...stream.json,
      delivery: { ...stream.delivery, events: stream.delivery.events + Number(stream.id) * 10 },
    }),
  ),
  1_000,
);

const shown = (choice: Partial<Choice>): string =>
  shownStreams(STREAMS, HISTORIES, { ...EVERYTHING, ...choice })
    .map(({ id }) => id)
    .join('');

describe('the list', () => {
  test.each<[string, Partial<Choice>, string]>([
    ['all, failures first and then by name', {}, '34521'],
    ['all by name, numbers as numbers', { order: 'name' }, '45213'],
    ['all by lag', { order: 'lag' }, '31245'],
    ['all by rate', { order: 'rate' }, '54321'],
    ['all by backlog', { order: 'backlog' }, '13245'],
    ['all by what was delivered', { order: 'delivered' }, '21453'],
    ['those that deliver', { status: 'active', order: 'name' }, '521'],
    ['those that do not', { status: 'inactive' }, '34'],
    ['those that failures stopped', { status: 'failed' }, '3'],
    ['those of a name', { text: ' STREAM ' }, '21'],
    ['those of a target', { text: 'okta-log-events' }, '5'],
    ['those of a type', { text: 'eventbridge' }, '5'],
    ['none', { text: 'x y z' }, ''],
  ])('shows %s', (_what, choice, ids) => {
    expect(shown(choice)).toBe(ids);
  });
});

describe('a stream', () => {
  test('of Splunk goes to its host, one of EventBridge to its bus', () => {
    expect(STREAMS.map(targetOf)).toEqual([
      ...Array.from({ length: 4 }, () => 'acme.splunkcloud.com'),
      'okta-log-events, eu-west-1',
    ]);
  });

  test('of a type that is not known goes nowhere that is', () => {
    expect(targetOf(streamReply({ type: 'other' }))).toBe('');
  });

  test('that is ACTIVE again is not stopped by what stopped it before', () => {
    expect(STREAMS.map((stream) => [stopOf(stream)?.code, isFailed(stream)])).toEqual([
      [undefined, false],
      [undefined, false],
      ['TARGET_UNAVAILABLE', true],
      ['ADMIN', false],
      [undefined, false],
    ]);
  });

  test.each([
    ['ADMIN'],
    ['INTERNAL'],
    ['TARGET_CONFIGURATION'],
    ['TARGET_REJECTED'],
    ['TARGET_TIMEOUT'],
    ['TARGET_UNAVAILABLE'],
    ['A_CODE_TO_COME'],
  ])('that stopped because of %s has a next step', (code) => {
    const stream = streamReply({ status: 'INACTIVE', deactivation: { ...failure, code } });

    expect(stopOf(stream)?.nextStep).toMatch(/[Aa]ctivate.*\.$/);
  });

  test('that says nothing of why it stopped is INACTIVE all the same', () => {
    expect(stopOf(streamReply({ status: 'INACTIVE' }))).toMatchObject({ code: '', isFailure: false });
  });
});

describe('the totals', () => {
  test('count what delivers, and tell the longest lag of it', () => {
    expect(totalsOf(STREAMS, HISTORIES)).toEqual({
      streams: 5,
      active: 3,
      failed: 1,
      worstLagSeconds: 30,
      rate: 80,
      backlog: 8,
    });
  });

  test('of nothing know no lag and no rate', () => {
    expect(totalsOf([], new Map())).toEqual({
      streams: 0,
      active: 0,
      failed: 0,
      worstLagSeconds: undefined,
      rate: undefined,
      backlog: 0,
    });
  });
});
