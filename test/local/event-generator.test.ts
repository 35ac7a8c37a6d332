import { describe, expect, test } from '@jest/globals';
import { generateEvents } from '../../local/event-generator.ts';

const startAt = new Date('2026-03-04T10:20:30.400Z');
const INTERVAL_MS = 1000;

interface GeneratedEvent {
  readonly uuid: string;
  readonly published: string;
  readonly eventType: string;
  readonly actor: { readonly alternateId: string | null };
  readonly client: { readonly ipAddress: string | null };
  readonly request: { readonly ipChain: readonly { readonly ip: string }[] };
  readonly debugContext: { readonly debugData: Readonly<Record<string, string>> };
}

const parsed = (text: string): GeneratedEvent => JSON.parse(text);

const texts = generateEvents({ seed: 7, startAt, intervalMs: INTERVAL_MS }).take(6000).toArray();
const events = texts.map(parsed);
const sizes = texts.map((text) => Buffer.byteLength(text));

describe('generated events', () => {
  test('are the same for the same seed and start', () => {
    const again = generateEvents({ seed: 7, startAt, intervalMs: INTERVAL_MS }).take(200).toArray();

    expect(again).toEqual(texts.slice(0, 200));
  });

  test('are others for another seed', () => {
    const others = generateEvents({ seed: 8, startAt, intervalMs: INTERVAL_MS }).take(200).toArray();

    expect(others.map((text) => parsed(text).actor)).not.toEqual(events.slice(0, 200).map(({ actor }) => actor));
  });

  test('never repeat a uuid, also not in a run of the same seed that starts a millisecond later', () => {
    const later = new Date(startAt.getTime() + 1);
    const rerun = generateEvents({ seed: 7, startAt: later, intervalMs: INTERVAL_MS }).take(texts.length);
    const uuids = [...events, ...rerun.map(parsed)].map(({ uuid }) => uuid);

    expect(new Set(uuids).size).toBe(2 * texts.length);
    expect(uuids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('are of more than 40 event types, failures among them', () => {
    expect(new Set(events.map(({ eventType }) => eventType)).size).toBeGreaterThan(40);
    expect(texts.filter((text) => text.includes('"result":"FAILURE"')).length).toBeGreaterThan(100);
  });

  test('have the members of a log event in one order, whatever happened', () => {
    const members = new Set(
      events.map((event) =>
        Object.keys(event)
          .filter((name) => name !== 'riskScore')
          .join(),
      ),
    );

    expect([...members]).toEqual([
      'actor,client,device,authenticationContext,displayMessage,eventType,outcome,published,securityContext,severity,' +
        'debugContext,legacyEventType,transaction,uuid,version,request,target',
    ]);
  });

  test('are published when they are persisted, and a few per cent up to 15 minutes earlier', () => {
    const lateness = events.map(
      ({ published }, index) => startAt.getTime() + index * INTERVAL_MS - Date.parse(published),
    );
    const late = lateness.filter((ms) => ms !== 0);

    expect(late.length / events.length).toBeGreaterThan(0.02);
    expect(late.length / events.length).toBeLessThan(0.04);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...late)).toBeLessThan(1000 + 15 * 60_000);
  });

  test('are 1.5 to 2.2 KB on average, and one in a while is about 20 KB', () => {
    const average = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;

    expect(average).toBeGreaterThan(1500);
    expect(average).toBeLessThan(2200);
    expect(Math.max(...sizes)).toBeGreaterThan(18_000);
    expect(sizes.filter((size) => size > 18_000).length).toBeLessThan(sizes.length / 100);
  });

  test('carry no integer that 64 bits cannot hold, which EventBridge would refuse', () => {
    const integers = texts.flatMap((text) => unquoted(text).match(/(?<=[:[,])-?\d+(?=[,\]}])/g) ?? []);

    expect(integers.length).toBeGreaterThan(0);
    expect(integers.filter((integer) => BigInt(integer) >= 2n ** 63n)).toEqual([]);
  });

  test('carry a number of 20 digits as text, and decimals that a double cannot hold', () => {
    const counters = events.map(({ debugContext }) => debugContext.debugData['grantCounter']);

    expect(counters.some((counter) => counter?.length === 20)).toBe(true);
    expect(texts.some((text) => /"riskScore":0\.\d{23}\}$/.test(text))).toBe(true);
    expect(texts.filter((text) => JSON.stringify(JSON.parse(text)) !== text).length).toBeGreaterThan(100);
  });

  test.each([
    ['an emoji of several code points', /👩🏽‍💻/],
    ['letters written from right to left', /فريد|ליאורה/],
    ['letters beyond the first plane', /𠮷/],
    ['Chinese and Japanese', /周梅|森 はな/],
    ['letters that are escaped', /\\u0641\\u0631\\u064a\\u062f/],
    ['half of an emoji', /"displayName":"\\ud83d"/],
    ['JSON in a string', /"logOnlySecurityData":"\{\\"risk\\"/],
    ['a line break where a login belongs', /"alternateId":"root\\r\\n/],
    ['no client at all', /"client":\{"userAgent":null,"zone":null,"device":null,"id":null,"ipAddress":null/],
    ['a null target', /"target":null\}$/],
    ['two addresses in a chain', /"source":null\},\{"ip":"198\.51\.100\.7"/],
    ['a device that is managed', /"device":\{"id":"guo\w{17}",[^}]*"managed":true/],
  ])('have somewhere %s', (_, pattern) => {
    expect(texts.some((text) => pattern.test(text))).toBe(true);
  });

  test('name addresses and logins that belong to nobody', () => {
    const addresses = events.flatMap(({ client, request }) => [
      client.ipAddress,
      ...request.ipChain.map(({ ip }) => ip),
    ]);
    const logins = events.flatMap(({ actor }) => actor.alternateId?.match(/@.*/) ?? []);

    expect(
      addresses.filter((ip) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\.|^2001:db8:|^null$/.test(`${ip}`)),
    ).toEqual([]);
    expect(new Set(logins)).toEqual(new Set(['@example.com', '@okta.com']));
  });
});

/** The text without what stands in quotes. */
const unquoted = (text: string): string => text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
