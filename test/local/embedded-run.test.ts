import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { generateEvents } from '../../local/event-generator.ts';
import type { HecRequest } from '../../local/emulators/splunk-hec.ts';
import { acceptedBy, ask, streamOf, tick } from '../support/embedded.ts';

const EVENTS = generateEvents({ seed: 7, startAt: new Date('2026-03-01T08:00:00Z'), intervalMs: 10 })
  .take(2_500)
  .toArray();
const uuidOf = (text: string): string => (JSON.parse(text) as { uuid: string }).uuid;

let run: EmbeddedRun;
let hecRequests: HecRequest[];
let onHecRequest: () => void;

beforeEach(async () => {
  hecRequests = [];
  onHecRequest = () => undefined;
  run = await startEmbeddedRun({
    schedules: 'ignore',
    keepTexts: true,
    onHecRequest(request) {
      hecRequests.push(request);
      onHecRequest();
    },
  });
}, 60_000);

afterEach(async () => {
  await run.stop();
});

describe('the synthesized stack on one machine', () => {
  test('delivers every event once to both targets, byte for byte and in order', async () => {
    run.org.simulated?.persist(EVENTS);

    await tick(run);

    const splunk = await acceptedBy(run, 'splunk_cloud_logstreaming');
    const bus = await acceptedBy(run, 'aws_eventbridge');
    for (const text of EVENTS) {
      expect(splunk.text(uuidOf(text))).toBe(text);
      expect(bus.text(uuidOf(text))).toBe(text);
    }
    expect([splunk.accepted, splunk.duplicates, splunk.outOfOrder]).toEqual([EVENTS.length, 0, 0]);
    expect([bus.accepted, bus.duplicates]).toEqual([EVENTS.length, 0]);
  }, 60_000);

  test('deactivates a stream after exactly two requests and resumes without a gap when it is activated', async () => {
    run.org.simulated?.persist(EVENTS.slice(0, 100));
    await tick(run);
    run.hec.behave({ kind: 'fail', status: 503, code: 9 });
    const before = hecRequests.length;
    run.org.simulated?.persist(EVENTS.slice(100, 200));
    await tick(run);
    run.org.simulated?.persist(EVENTS.slice(200, 300));
    await tick(run);

    const splunk = await streamOf(run, 'splunk_cloud_logstreaming');
    expect(splunk.status).toBe('INACTIVE');
    expect(splunk.deactivation).toMatchObject({ code: 'TARGET_UNAVAILABLE', attempts: 2 });
    expect(splunk.deactivation?.message).toContain('Server is busy');
    expect(hecRequests.slice(before)).toHaveLength(2);
    expect((await acceptedBy(run, 'aws_eventbridge')).accepted).toBe(300);

    run.hec.behave({ kind: 'healthy' });
    expect(await ask(run, 'POST', `/api/v1/logStreams/${splunk.id}/lifecycle/activate`)).toMatchObject({
      status: 200,
    });
    await tick(run);

    const { accepted, duplicates, outOfOrder } = await acceptedBy(run, 'splunk_cloud_logstreaming');
    expect({ accepted, duplicates, outOfOrder }).toEqual({ accepted: 300, duplicates: 0, outOfOrder: 0 });
  }, 60_000);

  test('loses nothing when every function is killed in mid-delivery', async () => {
    run.hec.behave({ kind: 'hang', forNext: 1 });
    const hecAsked = new Promise<void>((resolve) => (onHecRequest = resolve));
    run.org.simulated?.persist(EVENTS.slice(0, 1_500));
    const deliverer = run.runtime.function('StreamingDeliverer');
    const polled = run.runtime.function('StreamingPoller').invoke({});
    await hecAsked;
    deliverer.kill();
    await polled;
    await run.settled();

    await run.aws.queues.endVisibilityTimeouts();
    await run.settled();

    expect(deliverer.usage().crashes).toBeGreaterThan(0);
    for (const type of ['splunk_cloud_logstreaming', 'aws_eventbridge'] as const) {
      const ledger = await acceptedBy(run, type);
      expect(ledger.accepted).toBe(1_500);
    }
    expect((await acceptedBy(run, 'splunk_cloud_logstreaming')).outOfOrder).toBe(0);
  }, 60_000);
});
