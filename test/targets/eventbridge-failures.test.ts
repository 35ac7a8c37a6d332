import { describe, expect, test } from '@jest/globals';
import { eventBridgeTarget } from '../../lambdas/targets/eventbridge.ts';
import { logEvents } from '../support/events.ts';
import { awsError, type Fate, fakeEventBridge, type FakeEventBridge } from '../support/fake-event-bridge.ts';
import { manualClock } from '../support/manual-clock.ts';
import { eventBridgeStream, ORG_URL } from '../support/target-streams.ts';

const EVENTS = logEvents(3);
const BUS = 'event bus okta-logs in account 123456789012, region eu-west-1';

const attempt = (bridge: FakeEventBridge, signal = new AbortController().signal) =>
  eventBridgeTarget({
    client: bridge.client,
    orgUrl: ORG_URL,
    accountId: '123456789012',
    now: manualClock().now,
  }).attempt(eventBridgeStream(), EVENTS, signal);

const json = (value: unknown): Fate => ({ status: 200, body: JSON.stringify(value) });
const networkError = (code: string) => Object.assign(new Error(`connect ${code} 10.0.0.1:443`), { code });

describe('EventBridge target, an entry refused', () => {
  test.each([
    ['InternalFailure', 'TARGET_UNAVAILABLE'],
    ['ThrottlingException', 'TARGET_UNAVAILABLE'],
    ['AccessDeniedException', 'TARGET_CONFIGURATION'],
    ['InvalidAccountIdException', 'TARGET_CONFIGURATION'],
    ['InvalidArgument', 'TARGET_CONFIGURATION'],
    ['NotAuthorizedForSourceException', 'TARGET_CONFIGURATION'],
    ['NotAuthorizedForDetailTypeException', 'TARGET_CONFIGURATION'],
    ['RedactionFailure', 'TARGET_REJECTED'],
    ['SomethingNew', 'TARGET_REJECTED'],
  ])('with %s stays pending as %s', async (ErrorCode, code) => {
    const bridge = fakeEventBridge({
      entry: ({ Detail }) =>
        Detail === EVENTS[1]?.json.toString() ? { ErrorCode, ErrorMessage: 'because' } : undefined,
    });

    const result = await attempt(bridge);

    expect(result).toEqual({
      pending: [EVENTS[1]],
      undeliverable: [],
      failure: { code, message: `${BUS} refused an event (${ErrorCode}: because)` },
    });
  });
});

describe('EventBridge target, a request refused', () => {
  test.each<[string, Fate, string, RegExp]>([
    [
      'no permission',
      awsError('AccessDeniedException', 'not you'),
      'TARGET_CONFIGURATION',
      /AccessDeniedException: not you/,
    ],
    ['no such bus', awsError('ResourceNotFoundException'), 'TARGET_CONFIGURATION', /ResourceNotFoundException/],
    ['throttling', awsError('ThrottlingException', 'Rate exceeded'), 'TARGET_UNAVAILABLE', /Rate exceeded/],
    ['HTTP 429', awsError('TooManyRequestsException', 'slow', 429), 'TARGET_UNAVAILABLE', /HTTP 429/],
    ['an internal error', awsError('InternalException', 'oops', 500), 'TARGET_UNAVAILABLE', /HTTP 500/],
    ['an unknown error with HTTP 503', awsError('Whatever', 'oops', 503), 'TARGET_UNAVAILABLE', /HTTP 503/],
    ['a refusal of the request', awsError('ValidationException', 'Total size'), 'TARGET_REJECTED', /Total size/],
    ['a redirect', { status: 302, body: '' }, 'TARGET_REJECTED', /HTTP 302/],
    [
      'a page from a proxy',
      { status: 200, body: '<html>hi</html>' },
      'TARGET_REJECTED',
      /not EventBridge's \(HTTP 200\)/,
    ],
    [
      'an error whose type is no text',
      { status: 413, body: '{"__type":9007199254740992}' },
      'TARGET_REJECTED',
      /not EventBridge's \(HTTP 413\)/,
    ],
    [
      'results that are none',
      json({ Entries: [null, 'accepted', 7] }),
      'TARGET_REJECTED',
      /neither event id nor error/,
    ],
    ['results that are no list', json({ Entries: 'yes' }), 'TARGET_REJECTED', /0 results for 3 events/],
    ['a page with HTTP 502', { status: 502, body: '<html>hi</html>' }, 'TARGET_UNAVAILABLE', /HTTP 502/],
    ['no results', json({}), 'TARGET_REJECTED', /0 results for 3 events/],
    ['too few results', json({ Entries: [{ EventId: '1' }] }), 'TARGET_REJECTED', /1 results for 3 events/],
    ['results that say nothing', json({ Entries: [{}, {}, {}] }), 'TARGET_REJECTED', /neither event id nor error/],
    [
      'a refused connection',
      networkError('ECONNREFUSED'),
      'TARGET_UNAVAILABLE',
      /could not reach .*connect ECONNREFUSED/,
    ],
    ['a broken certificate', networkError('CERT_HAS_EXPIRED'), 'TARGET_UNAVAILABLE', /CERT_HAS_EXPIRED/],
  ])('leaves all pending: %s', async (_what, fate, code, message) => {
    const { pending, undeliverable, failure } = await attempt(fakeEventBridge({ put: () => fate }));

    expect({ pending, undeliverable, code: failure?.code }).toEqual({ pending: EVENTS, undeliverable: [], code });
    expect(failure?.message).toMatch(message);
    expect(failure?.message).toContain(BUS);
  });

  test('names what stopped the attempt, whatever single entries met before', async () => {
    const events = logEvents(25);
    const bridge = fakeEventBridge({
      put: (n) => (n === 3 ? awsError('AccessDeniedException', 'policy changed') : undefined),
      entry: ({ Detail }) =>
        Detail === events[0]?.json.toString() ? { ErrorCode: 'ThrottlingException' } : undefined,
    });
    const target = eventBridgeTarget({
      client: bridge.client,
      orgUrl: ORG_URL,
      accountId: '123456789012',
      now: manualClock().now,
    });

    const result = await target.attempt(eventBridgeStream(), events, new AbortController().signal);

    expect(result.pending).toEqual([events[0], ...events.slice(20)]);
    expect(result.failure).toMatchObject({
      code: 'TARGET_CONFIGURATION',
      message: expect.stringContaining('policy'),
    });
  });

  test('is a timeout when the time limit of the attempt ends it', async () => {
    const limit = new AbortController();
    const bridge = fakeEventBridge({
      put: () => {
        setImmediate(() => limit.abort());
        return 'hang';
      },
    });

    const result = await attempt(bridge, limit.signal);

    expect(result).toEqual({
      pending: EVENTS,
      undeliverable: [],
      failure: { code: 'TARGET_TIMEOUT', message: `${BUS} did not answer within the time limit of an attempt` },
    });
  });
});

describe('EventBridge target, a fault of our own', () => {
  test.each(['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidSignatureException'])(
    'is thrown: AWS answers %s',
    async (name) => {
      await expect(attempt(fakeEventBridge({ put: () => awsError(name) }))).rejects.toMatchObject({ name });
    },
  );

  test('is thrown: there are no credentials', async () => {
    const bridge = fakeEventBridge({ credentials: () => Promise.reject(new Error('no providers')) });

    await expect(attempt(bridge)).rejects.toThrow('no providers');
  });

  test('is thrown: a bug', async () => {
    const bug = Object.assign(new TypeError('x is not a function'), { code: 'ERR_INVALID_ARG_TYPE' });

    await expect(attempt(fakeEventBridge({ put: () => bug }))).rejects.toThrow('x is not a function');
  });
});
