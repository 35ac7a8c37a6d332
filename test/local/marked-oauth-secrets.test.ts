import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { tick } from '../support/embedded.ts';

const ACCESS_TOKEN = 'marked-access-token-of-the-service-app';
const PRIVATE_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const REQUESTS: string[] = [];

/** An org that gives a known access token; it takes it for one page, then refuses it, and has no more to give. */
const org: Server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '', origin());
  request.resume();
  REQUESTS.push(`${pathname} ${request.headers.authorization ?? ''}`);
  if (pathname !== '/oauth2/v1/token') {
    const isTaken = REQUESTS.filter((each) => each.startsWith('/api')).length === 1;
    const link = `<${origin()}/api/v1/logs?after=1>; rel="next"`;
    response.writeHead(isTaken ? 200 : 401, { 'content-type': 'application/json', ...(isTaken && { link }) });
    return response.end(isTaken ? '[]' : '{"errorCode":"E0000011","errorSummary":"Invalid token provided"}');
  }
  const isGiven = REQUESTS.filter((each) => each.startsWith('/oauth2')).length <= 2;
  response.writeHead(isGiven ? 200 : 401, { 'content-type': 'application/json' });
  const token = { token_type: 'Bearer', expires_in: 3600, access_token: ACCESS_TOKEN, scope: 'okta.logs.read' };
  return response.end(JSON.stringify(isGiven ? token : { error: 'invalid_client', error_description: 'unknown' }));
});

const origin = (): string => `http://127.0.0.1:${(org.address() as AddressInfo).port}`;

let run: EmbeddedRun;
const logged: string[] = [];
const metrics: string[] = [];

beforeAll(async () => {
  org.listen(0, '127.0.0.1');
  await once(org, 'listening');
  run = await startEmbeddedRun({
    schedules: 'ignore',
    foreignOrg: { url: origin(), apiToken: 'of-no-use' },
    context: { credentialsSecretName: 'marked/credentials' },
    onLog: (name, line) => void logged.push(`${name} ${JSON.stringify(line)}`),
    onMetrics: (line) => void metrics.push(line),
  });
  const credentials = { clientId: '0oaMarked', privateKey: PRIVATE_KEY, dpop: false };
  run.aws.secretsManager.addSecret('marked/credentials', JSON.stringify(credentials));
  for (let poll = 0; poll < 3; poll += 1) await tick(run);
}, 120_000);

afterAll(async () => {
  await run.stop();
  org.closeAllConnections();
  org.close();
});

describe('of a service app', () => {
  test.each([
    ['the access token', ACCESS_TOKEN],
    ['the private key', PRIVATE_KEY.d ?? ''],
  ])('%s is in no line of the log and in no metric', (_what, secret) => {
    expect([...logged, ...metrics].filter((line) => line.includes(secret))).toEqual([]);
  });

  test('both were used, first well and then in vain, which is told', () => {
    expect(PRIVATE_KEY.d).toMatch(/^[\w-]{43}$/);
    expect(REQUESTS).toContain(`/api/v1/logs Bearer ${ACCESS_TOKEN}`);
    expect(logged.join('\n')).toContain('"page read"');
    expect(logged.join('\n')).toContain('OKTA_UNAUTHORIZED');
    expect(metrics.join('\n')).toContain('CredentialsRefused');
  });
});
