import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { readEventsFile } from '../../local/events-file.ts';
import { acceptedBy, streamOf, tick } from '../support/embedded.ts';

const REAL_EVENTS = '../shared/data/okta-events.ndjson';
const TYPES = ['splunk_cloud_logstreaming', 'aws_eventbridge'] as const;

const event = (uuid: string, rest: string) => `{"uuid":"${uuid}","published":"2026-03-01T08:00:00.123Z",${rest}}`;
const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Delivered as they are, whatever a parser between here and there would make of them. */
const ODD_EVENTS = [
  event('no-date-follows', '"eventType":"a","number":1.10,"tiny":1e-400,"long":0.12345678901234567890123'),
  event('key-order', '"z":1,"a":2,"nested":{"uuid":"another","published":null},"empty":{},"list":[]'),
  event('unicode', '"emoji":"🔐","rtl":"שלום","cjk":"漢字","lone":"\\ud800","slash":"\\/","escaped":"\\u0041"'),
  event('not-xml', '"nonCharacters":"\uFFFE\uFFFF","separators":"\u2028\u2029","delete":"\u007F"'),
  event('white-space', ' "spaced" :\t[ 1 , 2 ] '),
  '{"uuid":"impossible-date","published":"2026-02-30T25:61:00Z","eventType":"b"}',
  '{"uuid":"without-published","eventType":"c"}',
  '{"published":"2026-03-01T08:00:01Z","eventType":"without uuid"}',
  '{}',
];
const idOf = (text: string): string => (JSON.parse(text) as { uuid?: string }).uuid ?? sha256(text);

let run: EmbeddedRun;

beforeAll(async () => {
  run = await startEmbeddedRun({ schedules: 'ignore', keepTexts: true });
}, 60_000);

afterAll(async () => {
  await run.stop();
});

const setAside = async (type: (typeof TYPES)[number], id: string): Promise<string | undefined> => {
  const stream = await streamOf(run, type);
  const Key = `${stream.id}/${encodeURIComponent(id)}.json`;
  const { Contents = [] } = await run.aws.s3.send(
    new ListObjectsV2Command({ Bucket: run.undeliverableBucket, Prefix: Key }),
  );
  if (Contents.length === 0) return undefined;
  const object = await run.aws.s3.send(new GetObjectCommand({ Bucket: run.undeliverableBucket, Key }));
  return object.Body?.transformToString();
};

describe('odd events', () => {
  test('arrive byte for byte at both targets', async () => {
    run.org.simulated?.persist(ODD_EVENTS);

    await tick(run);

    for (const type of TYPES) {
      const ledger = await acceptedBy(run, type);
      expect(ODD_EVENTS.map((text) => ledger.text(idOf(text)))).toEqual(ODD_EVENTS);
    }
  }, 60_000);

  test('are set aside whole when no target can take them, and what follows is delivered', async () => {
    const tooLarge = event('two-megabytes', `"padding":"${'x'.repeat(2_000_000)}"`);
    const incompressible = event('incompressible', `"padding":"${noise(1_100_000)}"`);
    const after = event('after-the-large', '"eventType":"d"');
    run.org.simulated?.persist([tooLarge, incompressible, after]);

    await tick(run);

    for (const type of TYPES) {
      expect(await setAside(type, 'two-megabytes')).toBe(tooLarge);
      expect(await setAside(type, 'incompressible')).toBe(incompressible);
      expect((await acceptedBy(run, type)).has('after-the-large')).toBe(true);
      expect(await streamOf(run, type)).toMatchObject({ status: 'ACTIVE', delivered: { undeliverable: 2 } });
    }
  }, 60_000);

  test('beyond 64 bits are set aside for EventBridge alone, which refuses them', async () => {
    const large = event('large-integer', '"number":123456789012345678901234567890');
    run.org.simulated?.persist([large, event('after-the-integer', '"number":1')]);

    await tick(run);

    expect((await acceptedBy(run, 'splunk_cloud_logstreaming')).text('large-integer')).toBe(large);
    expect(await setAside('aws_eventbridge', 'large-integer')).toBe(large);
    expect((await acceptedBy(run, 'aws_eventbridge')).has('after-the-integer')).toBe(true);
  }, 60_000);

  test('of real orgs arrive byte for byte, where there is a file of them', async () => {
    if (!existsSync(REAL_EVENTS)) {
      process.stdout.write(`${REAL_EVENTS} is not there: no real events are delivered by this test\n`);
      expect(existsSync(REAL_EVENTS)).toBe(false);
      return;
    }
    const texts = await readEventsFile(REAL_EVENTS);
    run.org.simulated?.persist(texts);

    await tick(run);

    for (const type of TYPES) {
      const ledger = await acceptedBy(run, type);
      expect(texts.map((text) => ledger.text(idOf(text)))).toEqual(texts);
    }
  }, 60_000);
});

/** Letters and digits that gzip cannot shorten much, the same at every run. */
function noise(length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    text += createHash('sha512').update(String(block)).digest('base64');
  }
  return text.slice(0, length);
}
