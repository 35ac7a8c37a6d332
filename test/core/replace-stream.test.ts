import { describe, expect, test } from '@jest/globals';
import { createStream } from '../../lambdas/core/create-stream.ts';
import { replaceStream } from '../../lambdas/core/replace-stream.ts';
import { ADMIN } from '../support/callers.ts';
import { deployment } from '../support/deployment.ts';
import { logEvents } from '../support/events.ts';
import { summaryOf } from '../support/lifecycle-events.ts';
import { busRequest, OTHER_TOKEN, splunkRequest, TOKEN } from '../support/stream-requests.ts';

const HOST = 'beta.splunkcloud.com';
const moved = splunkRequest({
  name: 'Splunk beta',
  target: { type: 'splunk_cloud_logstreaming', settings: { edition: 'gcp', host: HOST } },
  token: undefined,
});

async function withSplunk() {
  const made = await deployment({ streamIds: ['A'] });
  const { id } = await createStream(made.adminDeps, splunkRequest(), ADMIN);
  return { ...made, id };
}

describe('replacing a stream', () => {
  test('changes name and settings and keeps status, positions and token', async () => {
    const { adminDeps, id, streams, tokens, deactivate } = await withSplunk();
    await deactivate(id);
    const before = streams.peek(id);

    const after = await replaceStream(adminDeps, id, moved, ADMIN);

    expect(after).toMatchObject({
      name: 'Splunk beta',
      settings: { edition: 'gcp', host: HOST },
      status: 'INACTIVE',
    });
    expect(after).toMatchObject({ read: before.read, acknowledged: before.acknowledged, created: before.created });
    expect(tokens.all.get(id)).toBe(TOKEN);
  });

  test('with a token gives it that one', async () => {
    const { adminDeps, id, tokens } = await withSplunk();

    await replaceStream(adminDeps, id, { ...moved, token: OTHER_TOKEN }, ADMIN);

    expect(tokens.all.get(id)).toBe(OTHER_TOKEN);
  });

  test('is told as an update under the new name', async () => {
    const { adminDeps, id, streams } = await withSplunk();

    await replaceStream(adminDeps, id, moved, ADMIN);

    expect(streams.peek(id).outbox?.map(summaryOf)).toEqual([`create ${id}`, `update ${id}`]);
  });

  test('does not disturb a delivery under way', async () => {
    const { adminDeps, log, tick, deliverAll, target, streams } = await deployment();
    log.append(...logEvents(2));
    await tick();

    await replaceStream(adminDeps, 'A', busRequest({ name: 'renamed', eventSourceName: 'A' }), ADMIN);
    await deliverAll();

    expect(target.firstAccepted('A')).toEqual(['event-0001', 'event-0002']);
    expect(streams.peek('A')).toMatchObject({ name: 'renamed', delivered: { events: 2 } });
  });

  test('may leave everything as it is', async () => {
    const { adminDeps, id, streams } = await withSplunk();

    await replaceStream(adminDeps, id, splunkRequest({ token: undefined }), ADMIN);

    expect(streams.peek(id)).toMatchObject({ name: 'Splunk', revision: 1 });
  });

  test('frees the old name and holds nothing', async () => {
    const { adminDeps, id, streams } = await withSplunk();

    await replaceStream(adminDeps, id, moved, ADMIN);
    await createStream(adminDeps, splunkRequest(), ADMIN);

    expect((await streams.reservations()).held).toEqual([]);
  });
});

describe('a replacement is refused', () => {
  test('with the name of another stream, and its token is not stored', async () => {
    const { adminDeps, id, tokens } = await withSplunk();

    const replacing = replaceStream(adminDeps, id, { ...moved, name: 'A', token: OTHER_TOKEN }, ADMIN);

    await expect(replacing).rejects.toMatchObject({ code: 'STREAM_INVALID' });
    expect(tokens.all.get(id)).toBe(TOKEN);
  });

  test('with other EventBridge settings, which are write-once, naming each', async () => {
    const { adminDeps } = await deployment();
    const settings = { accountId: '210987654321', eventSourceName: 'B', region: 'us-east-1' };

    const replacing = replaceStream(
      adminDeps,
      'A',
      { name: 'A', target: { type: 'aws_eventbridge', settings } },
      ADMIN,
    );

    await expect(replacing).rejects.toMatchObject({
      code: 'STREAM_INVALID',
      problems: [
        'settings.accountId cannot be changed; it is "123456789012", got "210987654321"',
        'settings.eventSourceName cannot be changed; it is "A", got "B"',
        'settings.region cannot be changed; it is "eu-west-1", got "us-east-1"',
      ],
    });
  });

  test('with another type', async () => {
    const { adminDeps } = await deployment();

    await expect(replaceStream(adminDeps, 'A', moved, ADMIN)).rejects.toMatchObject({
      problems: ['type cannot be changed; it is "aws_eventbridge", got "splunk_cloud_logstreaming"'],
    });
  });

  test('when there is no such stream', async () => {
    const { adminDeps } = await deployment();

    await expect(replaceStream(adminDeps, 'Z', moved, ADMIN)).rejects.toMatchObject({ code: 'STREAM_NOT_FOUND' });
  });
});

// The token goes to its store before the stream changes; whoever comes second must store his once more.
test('of two replacements at once, the later one stands whole', async () => {
  const { adminDeps, id, streams, tokens } = await withSplunk();
  const mine = { ...moved, token: OTHER_TOKEN };
  const theirs = splunkRequest({ name: 'Splunk' });
  let isFirst = true;
  const replace: typeof streams.replace = async (...args) => {
    if (isFirst) {
      isFirst = false;
      await replaceStream(adminDeps, id, theirs, ADMIN);
    }
    return streams.replace(...args);
  };

  await replaceStream({ ...adminDeps, streams: { ...streams, replace } }, id, mine, ADMIN);

  expect(streams.peek(id)).toMatchObject({ name: 'Splunk beta', revision: 2, settings: { host: HOST } });
  expect(tokens.all.get(id)).toBe(OTHER_TOKEN);
});
