import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type MessageContent, parseMessage } from '../../lambdas/aws/slice-message.ts';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { generateEvents } from '../../local/event-generator.ts';
import { synthesize } from '../../local/synthesize.ts';
import { ask, tick } from '../support/embedded.ts';
import { hookReceiver } from '../support/hook-receiver.ts';
import { START } from '../support/manual-clock.ts';
import { splunkStream } from '../support/target-streams.ts';
import { OTHER_TOKEN, TOKEN } from '../support/stream-requests.ts';

/** In the body of every event, in places where people write. */
const EVENT_MARK = 'marked-body-of-an-event';
const marked = (text: string): string => {
  const event = JSON.parse(text) as Readonly<Record<string, object>>;
  const debugContext = { ...event['debugContext'], debugData: { marked: EVENT_MARK } };
  return JSON.stringify({ ...event, displayMessage: EVENT_MARK, debugContext });
};
const EVENTS = generateEvents({ seed: 4, startAt: START, intervalMs: 10 }).take(70).map(marked).toArray();
const HOOK_SECRET = 'marked-secret-of-the-hook';
const WRONG_TOKEN = 'not-a-token-but-secret-all-the-same';
const STREAMS = '/api/v1/logStreams';

let run: EmbeddedRun;
let hook: Awaited<ReturnType<typeof hookReceiver>>;
const logged: string[] = [];
const metrics: string[] = [];
const replies: unknown[] = [];

const keep = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const reply = await ask(run, method, path, body);
  replies.push([...reply.headers], reply.body);
  return reply.body;
};

const splunk = (token: string) => ({
  type: 'splunk_cloud_logstreaming',
  name: 'Marked',
  settings: { edition: 'aws', host: 'marked.splunkcloud.com', token },
});

/**
 * The whole of it: streams made, changed, delivered to, failing in every way, verified, deleted; a hook; bad requests.
 */
beforeAll(async () => {
  hook = await hookReceiver();
  run = await startEmbeddedRun({
    schedules: 'ignore',
    keepTexts: true,
    eventHook: { url: hook.url, secret: HOOK_SECRET },
    onLog: (name, line) => void logged.push(`${name} ${JSON.stringify(line)}`),
    onMetrics: (line) => void metrics.push(line),
  });
  const { id } = (await keep('POST', STREAMS, splunk(TOKEN))) as { readonly id: string };
  await keep('POST', STREAMS, splunk(WRONG_TOKEN));
  run.org.simulated?.persist(EVENTS.slice(0, 20));
  await tick(run);
  await keep('PUT', `${STREAMS}/${id}`, splunk(OTHER_TOKEN));
  await keep('POST', `${STREAMS}/${id}/lifecycle/verify`);
  run.hec.behave({ kind: 'refuse-token' });
  run.org.simulated?.persist(EVENTS.slice(20, 40));
  await tick(run);
  run.hec.behave({ kind: 'healthy' });
  await keep('POST', `${STREAMS}/${id}/lifecycle/activate`);
  run.org.simulated?.answerNext({ kind: 'unauthorized' }, { kind: 'unauthorized' });
  run.org.simulated?.persist(EVENTS.slice(40, 60));
  await tick(run);
  await tick(run);
  await keep('GET', '/api/v1/users/me');
  await keep('GET', '/api/v1/logs');
  await keep('GET', '/api/v1/meta/polling');
  await keep('POST', `${STREAMS}/${id}/lifecycle/deactivate`);
  await keep('DELETE', `${STREAMS}/${id}`);
  await tick(run);
}, 120_000);

afterAll(async () => {
  await run.stop();
  await hook.stop();
});

const secrets = (): Record<string, string> => ({
  'the HEC token': TOKEN,
  'the HEC token after its rotation': OTHER_TOKEN,
  'what was given for a HEC token': WRONG_TOKEN,
  'the API token': run.api.token ?? '',
  'the token of the org': run.org.apiToken,
  'the secret of the hook': HOOK_SECRET,
});

const found = (text: string): string[] =>
  Object.entries(secrets()).flatMap(([what, secret]) => (secret !== '' && text.includes(secret) ? [what] : []));

async function tables(): Promise<string> {
  const { Items } = await run.aws.documents.send(new ScanCommand({ TableName: await tableName() }));
  return JSON.stringify(Items);
}

async function tableName(): Promise<string> {
  const { TableNames = [] } = await run.aws.dynamo.send(new ListTablesCommand({}));
  return TableNames[0] ?? '';
}

const textsIn = (content: MessageContent): string =>
  ('lifecycle' in content ? [content.lifecycle] : content.events).map(({ json }) => json.toString()).join('\n');

/** Everything that would be deployed: each template with its outputs, and what describes them. */
function everyTemplate(): string {
  const within = mkdtempSync(join(tmpdir(), 'marked-secrets-'));
  try {
    synthesize({ orgUrl: run.org.url.origin, adminAuth: 'token', eventHookUrl: hook.url }, within);
    const files = readdirSync(within, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    return files.map((file) => readFileSync(join(within, file), 'utf8')).join('\n');
  } finally {
    rmSync(within, { recursive: true, force: true });
  }
}

describe('no secret is', () => {
  test('in what the functions log, of which there is a lot', () => {
    expect(found(logged.join('\n'))).toEqual([]);
    expect(logged.length).toBeGreaterThan(30);
  });

  test('in a metric', () => {
    expect(found(metrics.join('\n'))).toEqual([]);
    expect(metrics.length).toBeGreaterThan(10);
  });

  test('in a reply of the API', () => {
    expect(found(JSON.stringify(replies))).toEqual([]);
    expect(replies.length).toBeGreaterThan(15);
  });

  test('in the table', async () => {
    const all = await tables();

    expect(found(all)).toEqual([]);
    expect(all).toContain('system.log_stream.lifecycle.delete');
  });

  test('in a message, packed or not', async () => {
    // It stays in the queue while its target says nothing.
    run.aws.eventBridge.behave({ kind: 'hang' });
    run.org.simulated?.persist(EVENTS.slice(60));
    await run.runtime.function('StreamingPoller').invoke({});

    const bodies = await run.aws.queues.bodies();

    const unpacked = bodies.map((body) => textsIn(parseMessage(body)));
    expect(found([...bodies, ...unpacked].join('\n'))).toEqual([]);
    expect(unpacked.join('\n')).toContain('"eventType"');
  });

  test('in what the hook and the other targets were told', () => {
    const told = [hook.requests.map(({ body }) => body), run.destinations.lifecycleEvents];

    expect(found(JSON.stringify(told))).toEqual([]);
    expect(hook.requests.length).toBeGreaterThan(5);
  });

  test('in the template', () => {
    const templates = everyTemplate();

    expect(found(templates)).toEqual([]);
    for (const part of [
      'SPLUNK_TOKEN_SECRET_PREFIX',
      'CloudWatch::Dashboard',
      'CloudWatch::Alarm',
      '"Outputs"',
      'ApiGateway::Stage',
    ])
      expect(templates).toContain(part);
  });

  test('overlooked: each of them was used', () => {
    expect(Object.entries(secrets()).filter(([, secret]) => secret === '')).toEqual([]);
    expect(hook.requests[0]?.authorization).toBe(HOOK_SECRET);
    expect(run.destinations.ledgerOf({ ...splunkStream(), id: firstId() })?.accepted).toBeGreaterThan(0);
  });
});

describe('the body of an event is', () => {
  test.each([
    ['in no line of the log', () => logged.join('\n')],
    ['in no metric', () => metrics.join('\n')],
    ['in no reply of the API', () => JSON.stringify(replies)],
    ['in no lifecycle event', () => JSON.stringify([hook.requests, run.destinations.lifecycleEvents])],
  ])('%s', (_where, text) => {
    expect(text()).not.toContain(EVENT_MARK);
  });

  test('not in the table', async () => {
    expect(await tables()).not.toContain(EVENT_MARK);
  });

  test('with its target', () => {
    const { uuid } = JSON.parse(EVENTS[0] ?? '') as { readonly uuid: string };

    expect(run.destinations.ledgerOf({ ...splunkStream(), id: firstId() })?.text(uuid)).toContain(EVENT_MARK);
  });
});

const firstId = (): string => (replies.find((reply) => isStream(reply)) as { readonly id: string }).id;

const isStream = (reply: unknown): boolean =>
  typeof reply === 'object' && reply !== null && 'settings' in reply && 'id' in reply;
