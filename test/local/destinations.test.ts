import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import { type DestinationOptions, type Destinations, destinations } from '../../local/destinations.ts';
import type { AcceptedEvent } from '../../local/emulators/accepted-event.ts';
import type { EventBus } from '../../local/emulators/eventbridge.ts';
import { logStream } from '../support/log-streams.ts';
import { START } from '../support/manual-clock.ts';
import { splunkStream } from '../support/target-streams.ts';

const BUS: EventBus = {
  name: 'okta',
  arn: 'arn:aws:events:eu-west-1:123456789012:event-bus/okta',
  region: 'eu-west-1',
  accountId: '123456789012',
};

const accepted = (id: string): AcceptedEvent => ({ id, text: `{"uuid":"${id}"}`, publishedMs: undefined, at: START });

/** Simulated ends that note what they are opened with. */
function ends() {
  const buses: string[] = [];
  const tokens: string[] = [];
  const secrets = new Map<string, string>();
  return {
    buses,
    tokens,
    secrets,
    at: {
      eventBridge: { addBus: (name: string) => void buses.push(name) },
      hec: { addToken: (token: string) => void tokens.push(token) },
      secrets: { addSecret: (name: string, value: string) => String(secrets.set(name, value).size) },
      tokenSecretPrefix: 'splunk-tokens',
    },
  };
}

let folder: string;
let opened: Destinations[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'destinations-'));
  opened = [];
});

afterEach(() => {
  for (const each of opened) each.close();
  rmSync(folder, { recursive: true });
});

const open = (options: Partial<DestinationOptions>, ...streams: readonly LogStream[]) => {
  const created = destinations({ orderOf: () => undefined, keepTexts: true, ...options });
  const simulated = ends();
  for (const stream of streams) created.open(stream, simulated.at);
  opened.push(created);
  return { ...simulated, destinations: created };
};

const bus = logStream({ id: '0oaBus' });
const splunk = { ...splunkStream(), id: '0oaSplunk' };

describe('the destinations of the streams', () => {
  test('are the bus that a stream names', () => {
    const { destinations: all, buses } = open({}, bus);

    all.acceptAtBus(BUS, accepted('a'));

    expect(buses).toEqual([BUS.arn]);
    expect(all.ledgerOf(bus)?.text('a')).toBe('{"uuid":"a"}');
  });

  test('are a HEC token of its own, which is the secret of its stream', () => {
    const { destinations: all, tokens, secrets } = open({}, splunk, { ...splunkStream(), id: '0oaOther' });
    const token = secrets.get('splunk-tokens/0oaSplunk') ?? '';

    all.acceptAtHec(token, accepted('a'));

    expect(new Set(tokens).size).toBe(2);
    expect(tokens).toContain(token);
    expect([all.ledgerOf(splunk)?.accepted, all.ledgerOf({ ...splunk, id: '0oaOther' })?.accepted]).toEqual([1, 0]);
  });

  test('share the token of a HEC that is not simulated', () => {
    const { secrets } = open({ hecToken: 'the real one' }, splunk);

    expect(secrets.get('splunk-tokens/0oaSplunk')).toBe('the real one');
  });

  test('count nothing that goes to a bus or a token of nobody', () => {
    const { destinations: all } = open({}, bus, splunk);

    all.acceptAtBus({ ...BUS, arn: 'arn:other' }, accepted('a'));
    all.acceptAtHec('stranger', accepted('a'));

    expect([all.ledgerOf(bus)?.accepted, all.ledgerOf(splunk)?.accepted]).toEqual([0, 0]);
    expect(all.ledgerOf({ ...splunk, id: '0oaNobody' })).toBeUndefined();
  });

  test('are the token that an admin gave a stream, also one that came later', () => {
    const { destinations: all, at, tokens } = open({}, bus);
    all.openHec('0oaSplunk', 'first', at.hec);
    all.openHec('0oaSplunk', 'second', at.hec);

    all.acceptAtHec('first', accepted('a'));
    all.acceptAtHec('second', accepted('b'));

    expect(tokens).toEqual(['first', 'second']);
    expect(all.ledgerOf(splunk)?.accepted).toBe(2);
  });

  test('are a bus that an admin’s stream names, whenever it was made', () => {
    const { destinations: all } = open({});

    all.acceptAtBus(BUS, accepted('a'));

    expect(all.ledgerOf(bus)?.accepted).toBe(1);
  });

  // What the org has is counted against what its targets have.
  test('keep what happened to streams apart from the events of the org', () => {
    const { destinations: all } = open({}, bus);
    const text = '{"eventType":"system.log_stream.lifecycle.deactivate"}';

    all.acceptAtBus(BUS, { ...accepted('a'), text });

    expect(all.ledgerOf(bus)?.accepted).toBe(0);
    expect(all.lifecycleEvents).toEqual([{ at: BUS.arn, text }]);
  });

  test('count what happened to log streams that the org itself has', () => {
    const { destinations: all } = open({ orderOf: () => 1 }, bus);
    const text = '{"eventType":"system.log_stream.lifecycle.deactivate"}';

    all.acceptAtBus(BUS, { ...accepted('a'), text });

    expect(all.ledgerOf(bus)?.accepted).toBe(1);
  });

  test('remember over runs what they accepted', () => {
    const first = open({ stateDir: folder }, bus);
    first.destinations.acceptAtBus(BUS, accepted('a'));

    const { destinations: all } = open({ stateDir: folder }, bus);
    all.acceptAtBus(BUS, accepted('a'));
    all.acceptAtBus(BUS, accepted('b'));

    expect(all.ledgerOf(bus)).toMatchObject({ accepted: 2, duplicates: 1 });
  });
});
