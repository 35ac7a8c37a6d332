import { describe, expect, test } from '@jest/globals';
import { type AdminApi, adminApi } from '../support/admin-api.ts';
import { logEvent } from '../support/events.ts';
import { MINUTE } from '../support/manual-clock.ts';

const STREAMS = '/api/v1/logStreams';

async function withStream(): Promise<AdminApi & { readonly path: string; readonly id: string }> {
  const api = await adminApi();
  const settings = { accountId: '123456789012', eventSourceName: 'okta', region: 'eu-west-3' };
  const { body } = await api.ask('POST', STREAMS, { body: { type: 'aws_eventbridge', name: 'bus', settings } });
  const { id } = body as { readonly id: string };
  return { ...api, id, path: `${STREAMS}/${id}/lifecycle` };
}

describe.each(['activate', 'deactivate'])('POST …/lifecycle/%s', (action) => {
  test('answers 200 with an empty body, also when there is nothing to do', async () => {
    const { ask, path } = await withStream();

    const replies = [await ask('POST', `${path}/${action}`), await ask('POST', `${path}/${action}`)];

    expect(replies.map(({ status, text }) => [status, text])).toEqual([
      [200, ''],
      [200, ''],
    ]);
  });

  test('of no stream is not found', async () => {
    const { ask } = await adminApi();

    expect(await ask('POST', `${STREAMS}/0oa00000000000000000/lifecycle/${action}`)).toMatchObject({
      status: 404,
      body: { errorCode: 'E0000007' },
    });
  });
});

describe('startFrom', () => {
  test.each(['resume', 'now', '2026-03-01T00:01:00Z', '2026-03-01T01:01:00+01:00'])('takes %s', async (startFrom) => {
    const { ask, path, clock } = await withStream();
    clock.pass(5 * MINUTE);
    await ask('POST', `${path}/deactivate`);

    expect(await ask('POST', `${path}/activate`, { query: { startFrom } })).toMatchObject({ status: 200 });
  });

  test.each([
    'later',
    '',
    '1772323200',
    'Sun Mar 01 2026',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-03-01T00:00:00',
    '2027-01-01T00:00:00Z',
    '2025-01-01T00:00:00Z',
  ])('refuses "%s" and changes nothing', async (startFrom) => {
    const { ask, path, id, streams } = await withStream();
    await ask('POST', `${path}/deactivate`);

    const reply = await ask('POST', `${path}/activate`, { query: { startFrom } });

    expect(reply).toMatchObject({ status: 400, body: { errorCode: 'E0000001', errorSummary: /startFrom/ } });
    expect(streams.peek(id).status).toBe('INACTIVE');
  });

  test('is refused for an ACTIVE stream, which would not start there', async () => {
    const { ask, path } = await withStream();

    expect(await ask('POST', `${path}/activate`, { query: { startFrom: 'now' } })).toMatchObject({ status: 400 });
  });
});

describe('POST …/lifecycle/verify', () => {
  test('sends one test event, and changes nothing', async () => {
    const { ask, path, id, target, streams } = await withStream();
    const before = streams.peek(id);

    const reply = await ask('POST', `${path}/verify`);

    const [event, ...others] = target.accepted(id);
    expect(reply).toMatchObject({ status: 200, body: { status: 'ACCEPTED', eventId: event?.id } });
    expect(JSON.parse(event?.json.toString() ?? '')).toMatchObject({
      uuid: event?.id,
      eventType: 'system.log_stream.lifecycle.verify',
      target: [{ id }],
    });
    expect(others).toEqual([]);
    expect(streams.peek(id)).toEqual(before);
  });

  test('tells what the target answered, after one attempt, and deactivates nothing', async () => {
    const { ask, path, id, target, streams } = await withStream();
    target.plan(id, { kind: 'fail', failure: { code: 'TARGET_CONFIGURATION', message: 'the bus says no' } });

    const reply = await ask('POST', `${path}/verify`);

    expect(reply.body).toMatchObject({ status: 'FAILED', code: 'TARGET_CONFIGURATION', message: 'the bus says no' });
    expect(target.offered(id)).toHaveLength(1);
    expect(streams.peek(id).status).toBe('ACTIVE');
  });

  test('works for an INACTIVE stream, whose target gets nothing else', async () => {
    const { ask, path, id, target, log, run } = await withStream();
    await ask('POST', `${path}/deactivate`);
    log.append(logEvent(1));

    await ask('POST', `${path}/verify`);
    await run();

    expect(target.accepted(id)).toHaveLength(1);
  });
});
