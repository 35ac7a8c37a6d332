import { describe, expect, test } from '@jest/globals';
import { packEvents, sliceMessage } from '../../lambdas/aws/slice-message.ts';
import { logEvent } from '../support/events.ts';
import { behind, cursor } from '../support/log-streams.ts';
import { queueWatch } from './queue-watch.ts';

const ORG = 'https://acme.okta.com/api/v1/logs';
const START = `${ORG}?since=2026-03-01T00:00:00.000Z&limit=1000`;

const ORDERS = new Map(Array.from('abcdef', (uuid, order) => [uuid, order]));

const watching = () => {
  let nowMs = 0;
  const watch = queueWatch(
    (uuid) => ORDERS.get(uuid),
    () => (nowMs += 1_000),
  );
  const send = (after: string, uuids: string, page: string, count = 0): void => {
    const positions = { from: behind(after, { count }), to: behind(uuids.at(-1) ?? '') };
    const packed = packEvents(Array.from(uuids, (id) => logEvent(0, { id })));
    const body = sliceMessage({ streamId: 'A', generation: 0, ...positions, page: cursor(page) }, packed);
    watch.observe(Buffer.from(JSON.stringify({ MessageBody: body })));
  };
  return { watch, send };
};

describe('events were read again', () => {
  test.each([
    [
      'from the start of a slice behind a later event',
      'f',
      'bcd',
      START,
      [{ atMs: 1_000, fromOrder: 1, toOrder: 5 }],
    ],
    ['not with what follows', 'c', 'de', START, []],
    ['not behind a link of the org', 'f', 'bcd', `${ORG}?after=1.0`, []],
  ])('%s', (_what, after, uuids, page, rereads) => {
    const { watch, send } = watching();
    send(after, uuids, page);

    expect(watch.slicesOf('A').rereads).toMatchObject(rereads);
    expect(watch.slicesOf('A').rereads).toHaveLength(rereads.length);
    expect(watch.slicesOf('B').rereads).toEqual([]);
  });

  test('once, although the message is sent again', () => {
    const { watch, send } = watching();
    send('f', 'bcd', START);
    send('f', 'bcd', START);

    expect(watch.slicesOf('A').rereads).toHaveLength(1);
  });

  test('once more from the same event, behind what was read again before', () => {
    const { watch, send } = watching();
    send('d', 'bcd', START, 3);
    send('d', 'bcd', START, 6);

    expect(watch.slicesOf('A').rereads).toHaveLength(2);
  });
});

test('the slice of an event begins where the one does that reaches back most', () => {
  const { watch, send } = watching();
  send('b', 'cd', `${ORG}?after=1.0`);
  send('a', 'bcd', `${ORG}?after=1.0`);
  send('c', 'd', `${ORG}?after=1.0`);

  expect([...watch.slicesOf('A').starts]).toEqual([
    ['c', 'b'],
    ['d', 'b'],
    ['b', 'b'],
  ]);
});

test('what is no message to the queue tells nothing', () => {
  const { watch } = watching();
  watch.observe(Buffer.from('{"QueueUrl":"q"}'));

  expect(watch.slicesOf('A').starts.size).toBe(0);
});
