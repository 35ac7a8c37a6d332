import { expect, test } from '@jest/globals';
import { logRoutes } from '../../lambdas/admin/log-routes.ts';
import { SYSTEM } from '../../lambdas/core/lifecycle-event.ts';
import { happened } from '../support/happened.ts';
import { ORIGIN } from '../support/log-requests.ts';
import { manualClock, START } from '../support/manual-clock.ts';
import { memoryLifecycleLog } from '../support/memory-lifecycle-log.ts';

const request = (query: Record<string, string[]>) => ({
  method: 'GET',
  path: '/api/v1/logs',
  query,
  contentType: undefined,
  body: Buffer.alloc(0),
  caller: SYSTEM,
  requestId: 'request-1',
  origin: ORIGIN,
});

test.each([
  [[], '[]'],
  [[happened(1).json], `[${happened(1).json}]`],
  [[happened(1).json, '{ "n":1.10 }'], `[${happened(1).json},{ "n":1.10 }]`],
])('GET /api/v1/logs answers an array of the texts that were logged', async (texts, json) => {
  const log = memoryLifecycleLog();
  for (const [index, text] of texts.entries()) await log.append({ ...happened(index), json: text }, START);
  const [route] = logRoutes({ log, now: manualClock().now });

  const answer = await route?.handle(request({}), {});

  expect(answer).toMatchObject({ status: 200, body: { json }, links: [expect.any(String), expect.any(String)] });
});
