import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LoopbackServer, readBody, startLoopbackServer } from '../../local/emulators/loopback-server.ts';
import { EDGE_FAULTS } from './edge-faults.ts';
import { edgeFaultName } from './fault-deck.ts';
import { type FaultProxy, HUNG_UP, startFaultProxy, type Unheard } from './fault-proxy.ts';

const BODY = 'x'.repeat(100_000);

let upstream: LoopbackServer;
/** Whole requests that reached the server. */
let received: string[];
let unheard: Unheard[];
/** Of the next request only. */
let answerWhen: Promise<void>;
let proxy: FaultProxy;

beforeEach(async () => {
  received = [];
  unheard = [];
  answerWhen = Promise.resolve();
  upstream = await startLoopbackServer(async (request, response) => {
    received.push((await readBody(request)).toString());
    const mayAnswer = answerWhen;
    answerWhen = Promise.resolve();
    await mayAnswer;
    response.writeHead(200, { link: `<${upstream.url}/next>; rel="next"` }).end(BODY);
  });
  proxy = await startFaultProxy({ onUnheard: (exchange) => void unheard.push(exchange) });
  proxy.connect(upstream.url);
});

afterEach(async () => {
  await proxy.stop();
  await upstream.stop();
});

const post = (signal?: AbortSignal): Promise<string> =>
  fetch(`${proxy.url}/path`, { method: 'POST', body: BODY, ...(signal && { signal }) }).then((response) =>
    response.text(),
  );

test('without a fault everything passes, and links lead back to the proxy', async () => {
  const response = await fetch(`${proxy.url}/path`, { method: 'POST', body: BODY });

  expect(await response.text()).toBe(BODY);
  expect(response.headers.get('link')).toBe(`<${proxy.url}/next>; rel="next"`);
  expect(received).toEqual([BODY]);
  expect(unheard).toEqual([]);
});

describe.each(EDGE_FAULTS.map((fault) => [edgeFaultName(fault), fault] as const))('%s', (name, { fault }) => {
  test('strikes the next request, is counted, and spares the one behind', async () => {
    // A hang has no end of its own: the client gives up when the proxy has counted it.
    const givesUp = new AbortController();
    proxy.inject(name, fault, 1);
    const struck = post(givesUp.signal).then(
      (text) => (text === BODY ? 'passed' : 'refused'),
      () => 'broken',
    );
    if (fault.kind === 'hang') {
      while (proxy.struck.get(name) !== 1) await new Promise((resolve) => setImmediate(resolve));
      givesUp.abort();
    }

    const outcomes = { slow: 'passed', refuse: 'refused' } as const;
    expect(await struck).toBe(fault.kind === 'slow' || fault.kind === 'refuse' ? outcomes[fault.kind] : 'broken');
    const isHeard = fault.kind === 'slow' || fault.kind === 'cut answer' || fault.kind === 'lost answer';
    expect(received).toEqual(isHeard ? [BODY] : []);
    expect(unheard.map(({ what }) => what)).toEqual(isHeard && fault.kind !== 'slow' ? [name] : []);
    expect(proxy.struck.get(name)).toBe(1);
    expect(await post()).toBe(BODY);
  });
});

test('faults strike in the order in which they were injected, each as often as it should', async () => {
  const refuse = (status: number) => ({ kind: 'refuse', answer: () => ({ status, headers: {}, body: '' }) }) as const;
  proxy.inject('busy', refuse(503), 2);
  proxy.inject('gone', refuse(410), 1);

  const statuses: number[] = [];
  for (let call = 0; call < 4; call += 1) statuses.push((await fetch(proxy.url)).status);

  expect(statuses).toEqual([503, 503, 410, 200]);
});

test('what is taken back strikes nobody', async () => {
  proxy.inject('reset', { kind: 'reset' }, 5);
  proxy.calm();

  expect(await post()).toBe(BODY);
  expect(proxy.struck.size).toBe(0);
});

test('an answer to a client that is gone is told as unheard', async () => {
  const answered = Promise.withResolvers<void>();
  answerWhen = answered.promise;
  const givesUp = new AbortController();
  const gone = post(givesUp.signal).catch(() => 'gone');
  while (received.length === 0) await new Promise((resolve) => setImmediate(resolve));
  givesUp.abort();
  expect(await gone).toBe('gone');
  // By the time of a whole exchange behind it, the proxy has heard of the broken connection.
  expect(await post()).toBe(BODY);
  answered.resolve();
  while (unheard.length === 0) await new Promise((resolve) => setImmediate(resolve));

  expect(unheard.map(({ what, body }) => [what, body.toString()])).toEqual([[HUNG_UP, BODY]]);
});

test('requests wait until there is a server', async () => {
  const early = await startFaultProxy();
  const answer = fetch(early.url).then((response) => response.status);
  early.connect(upstream.url);

  expect(await answer).toBe(200);
  await early.stop();
});
