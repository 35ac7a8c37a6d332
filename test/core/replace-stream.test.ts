import { describe, expect, test } from '@jest/globals';
import { createStream } from '../../lambdas/core/create-stream.ts';
import { deleteStream } from '../../lambdas/core/delete-stream.ts';
import { codeOf } from '../../lambdas/core/errors.ts';
import { replaceStream } from '../../lambdas/core/replace-stream.ts';
import { brokenAdminPromises, cleanUp } from '../support/admin-promises.ts';
import { ADMIN } from '../support/callers.ts';
import { deployment } from '../support/deployment.ts';
import { logEvents } from '../support/events.ts';
import { summaryOf } from '../support/lifecycle-events.ts';
import { MINUTE } from '../support/manual-clock.ts';
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

// Its own removal has nothing left to do when the stream is purged: nobody would find the token any more.
test('a token that is rotated while its stream is deleted does not outlive it', async () => {
  const made = await withSplunk();
  const { adminDeps, id, tokens } = made;
  await made.deactivate(id);
  const put: typeof tokens.put = async (...args) => {
    await deleteStream(adminDeps, id, ADMIN);
    await made.announce();
    return tokens.put(...args);
  };

  const replacing = replaceStream(
    { ...adminDeps, tokens: { put } },
    id,
    splunkRequest({ token: OTHER_TOKEN }),
    ADMIN,
  );

  await expect(replacing).rejects.toMatchObject({ code: 'STREAM_NOT_FOUND' });
  await cleanUp(made);
  expect(await brokenAdminPromises(made)).toEqual([]);
});

test('a name is held for a stream although the stream is being given another one', async () => {
  const made = await deployment({ streamIds: ['A'] });
  const { adminDeps, streams } = made;
  const renamed = (name: string) => busRequest({ name, eventSourceName: 'A' });
  const outcomes: string[] = [];
  const unlucky: typeof streams.replace = async () => {
    outcomes.push(await createStream(adminDeps, splunkRequest({ name: 'wanted' }), ADMIN).then(() => 'ok', codeOf));
    throw new Error('the table is out of reach');
  };
  const replace: typeof streams.replace = async (...args) => {
    const other = { ...adminDeps, streams: { ...streams, replace: unlucky } };
    outcomes.push(await replaceStream(other, 'A', renamed('other'), ADMIN).then(() => 'ok', codeOf));
    return streams.replace(...args);
  };

  await replaceStream({ ...adminDeps, streams: { ...streams, replace } }, 'A', renamed('wanted'), ADMIN);

  expect(outcomes).toEqual(['STREAM_INVALID', 'UNEXPECTED']);
  await cleanUp(made);
  expect(await brokenAdminPromises(made)).toEqual([]);
});

test('a replacement that was made is answered with what was written, also if the stream is deleted right after', async () => {
  const made = await withSplunk();
  const { adminDeps, id, streams } = made;
  await made.deactivate(id);
  const nudge = async (): Promise<void> => {
    await deleteStream(adminDeps, id, ADMIN);
  };

  const answered = await replaceStream({ ...adminDeps, nudge }, id, moved, ADMIN);

  expect(answered).toMatchObject({ id, name: moved.name, ...moved.target, revision: 1, status: 'INACTIVE' });
  expect(await streams.get(id)).toBeUndefined();
});

test('what is answered is what a reader finds', async () => {
  const { adminDeps, id, streams, clock } = await withSplunk();
  clock.pass(MINUTE);

  const { outbox: _answered, ...answered } = await replaceStream(adminDeps, id, moved, ADMIN);

  const { outbox: _stored, ...stored } = streams.peek(id);
  expect(answered).toEqual(stored);
});

// Whoever deletes a stream makes room for another, of the same name perhaps.
test.each([
  ['the limit is reached', 'Another'],
  ['its name is taken', 'Splunk'],
])('a token for a stream that was just deleted finds none, although %s', async (_what, name) => {
  const made = await deployment({ streamIds: ['A'], maxLogStreams: 2 });
  const { adminDeps, streams, tokens } = made;
  const { id } = await createStream(adminDeps, splunkRequest(), ADMIN);
  await made.deactivate(id);
  let isDeleted = false;
  const reservations: typeof streams.reservations = async () => {
    if (!isDeleted) {
      isDeleted = true;
      await deleteStream(adminDeps, id, ADMIN);
      await made.announce();
      await createStream(adminDeps, splunkRequest({ name }), ADMIN);
    }
    return streams.reservations();
  };

  const replacing = replaceStream(
    { ...adminDeps, streams: { ...streams, reservations } },
    id,
    splunkRequest({ token: OTHER_TOKEN }),
    ADMIN,
  );

  await expect(replacing).rejects.toMatchObject({ code: 'STREAM_NOT_FOUND' });
  expect([...tokens.all.values()]).toEqual([TOKEN]);
});
