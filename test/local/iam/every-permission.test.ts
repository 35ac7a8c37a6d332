import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ListQueuesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ACCOUNT_ID } from '../../../local/account.ts';
import { type EmbeddedRun, startEmbeddedRun } from '../../../local/embedded-run.ts';
import { generateEvents } from '../../../local/event-generator.ts';
import { ask, streamOf, tick } from '../../support/embedded.ts';
import { hookReceiver } from '../../support/hook-receiver.ts';
import { incompressible } from '../../support/incompressible.ts';
import { START } from '../../support/manual-clock.ts';
import { permissionText } from '../../support/permission-text.ts';
import { signedHeaders } from '../../support/signed-request.ts';
import { JUSTIFIED } from './justified-permissions.ts';

/** More than one page of them is more than may wait for delivery. */
const EVENTS = generateEvents({ seed: 21, startAt: START, intervalMs: 10 }).take(1_300).toArray();
const BACKLOG_LIMIT = 1_000;
const LOG_STREAMS = '/api/v1/logStreams';

const NO_MESSAGE_TAKES = incompressible(1_200_000).json.toString();
const NO_TARGET_TAKES = JSON.stringify({
  uuid: 'too-large',
  published: START.toISOString(),
  padding: 'x'.repeat(1_200_000),
});

const denials: string[] = [];
let withTokens: EmbeddedRun;
let withSignatures: EmbeddedRun;
let hook: Awaited<ReturnType<typeof hookReceiver>>;

const onLog = (name: string, line: { readonly level: string }) => {
  if (name === 'iam' && 'text' in line) denials.push(String(line.text));
};

/** Everything that a deployment does, once with each way to call the API, and with each kind of schedule. */
beforeAll(async () => {
  hook = await hookReceiver();
  withTokens = await startEmbeddedRun({
    adminAuth: 'token',
    context: {
      pollInterval: 30,
      backlogLimitEvents: BACKLOG_LIMIT,
      eventBusName: 'acme',
      alarmEmail: 'ada@acme.example',
    },
    eventHook: { url: hook.url, secret: 'a secret' },
    onLog,
  });
  await deliver(withTokens);
  await administer(withTokens);
  await recover(withTokens);
  await withTokens.settled();

  withSignatures = await startEmbeddedRun({ adminAuth: 'iam', context: { pollInterval: 60 }, onLog });
  await call(
    withSignatures,
    'POST',
    `${LOG_STREAMS}/${(await streamOf(withSignatures, 'aws_eventbridge')).id}/lifecycle/deactivate`,
    'local',
  );
  await call(withSignatures, 'GET', LOG_STREAMS, 'reader');
  await withSignatures.settled();
}, 240_000);

afterAll(async () => {
  await withTokens.stop();
  await withSignatures.stop();
  await hook.stop();
});

/** To both targets, with events that no message and no target takes, and with a cursor that Okta refuses. */
async function deliver(run: EmbeddedRun): Promise<void> {
  run.org.simulated?.persist(EVENTS.slice(0, 1_200));
  await tick(run);
  run.org.simulated?.persist([NO_MESSAGE_TAKES, NO_TARGET_TAKES]);
  await tick(run);
  run.org.simulated?.answerNext({ kind: 'cursor-refused' });
  await tick(run);
}

/** Every operation of the API that changes something, and its root. */
async function administer(run: EmbeddedRun): Promise<void> {
  await ask(run, 'GET', '/api');
  const { accountId, region } = (await streamOf(run, 'aws_eventbridge')).settings as {
    readonly accountId: string;
    readonly region: string;
  };
  const bus = { type: 'aws_eventbridge', name: 'Acme', settings: { accountId, eventSourceName: 'acme', region } };
  const splunk = {
    type: 'splunk_cloud_logstreaming',
    name: 'Another',
    settings: { edition: 'aws', host: 'acme.splunkcloud.com', token: '11111111-1111-1111-1111-111111111111' },
  };
  for (const body of [bus, splunk]) {
    const created = await ask(run, 'POST', LOG_STREAMS, body);
    const { id } = created.body as { readonly id: string };
    await ask(run, 'PUT', `${LOG_STREAMS}/${id}`, { ...body, name: `${body.name} renamed` });
    for (const action of ['verify', 'deactivate', 'activate']) {
      await ask(run, 'POST', `${LOG_STREAMS}/${id}/lifecycle/${action}`);
    }
    await ask(run, 'GET', `${LOG_STREAMS}/${id}`);
    await ask(run, 'POST', `${LOG_STREAMS}/${id}/lifecycle/deactivate`);
    await ask(run, 'DELETE', `${LOG_STREAMS}/${id}`);
  }
  await ask(run, 'GET', LOG_STREAMS);
  // A creation that died: its names are held, and nothing tells whether its token was stored.
  const seen = await run.streams.reservations();
  await run.streams.reserve(seen, [
    { streamId: '0oa00000000000000000', name: 'Died', at: new Date(0).toISOString() },
  ]);
  await ask(run, 'GET', '/api/v1/logs');
  await run.settled();
}

/** A target that fails twice, and a message that is a dead letter. */
async function recover(run: EmbeddedRun): Promise<void> {
  run.hec.behave({ kind: 'fail', status: 503, code: 9 });
  run.org.simulated?.persist(EVENTS.slice(1_200));
  await tick(run);
  run.hec.behave({ kind: 'healthy' });
  const { id } = await streamOf(run, 'splunk_cloud_logstreaming');
  await ask(run, 'POST', `${LOG_STREAMS}/${id}/lifecycle/activate`);
  const { QueueUrls = [] } = await run.aws.sqs.send(new ListQueuesCommand({}));
  const name = QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1)).find((each) => /DeadLetters/.test(each));
  await run.aws.sqs.send(
    new SendMessageCommand({
      QueueUrl: `${run.aws.sqsEndpoint}/${ACCOUNT_ID}/${name}`,
      MessageGroupId: id,
      MessageDeduplicationId: 'dead',
      MessageBody: 'of another version',
    }),
  );
  await run.settled();
  await tick(run);
}

async function call(run: EmbeddedRun, method: string, path: string, key: 'local' | 'reader'): Promise<void> {
  const url = `${run.api.url}${path}`;
  const signing = { at: new Date(), accessKeyId: key, secretAccessKey: key };
  await fetch(url, { method, headers: await signedHeaders(url, { method }, signing) });
}

describe('a run in which everything happens', () => {
  test('does nothing that is not allowed', () => {
    expect(denials).toEqual([]);
  });

  test('uses every permission of the template, but for those with a reason', () => {
    const runs = [withTokens.aws.access, withSignatures.aws.access].map((access) => ({
      all: access.permissions().map(permissionText),
      unused: new Set(access.unused().map(permissionText)),
    }));

    const all = new Set(runs.flatMap((run) => run.all));
    const used = new Set(runs.flatMap((run) => run.all.filter((text) => !run.unused.has(text))));
    expect([...all].filter((text) => !used.has(text)).toSorted()).toEqual(Object.keys(JUSTIFIED).toSorted());
    expect(used.size).toBeGreaterThan(60);
  });
});
