import { type AdminApi, adminApi, type AdminReply, API_ORIGIN } from './admin-api.ts';
import { ADMIN } from './callers.ts';
import { curlRequest } from './curl.ts';
import { logEvent } from './events.ts';
import { MINUTE } from './manual-clock.ts';
import { type Block, blocksOf } from './page.ts';
import { commandsIn } from './shell.ts';
import { API_TOKEN } from './streams-world.ts';

/** The streams of the pages, in the order in which they are created. */
export const PAGE_STREAM_IDS = ['0oaFlO42ei5KFeVw926b', '0oaFlO42ei5KFeVw926c'];
const [BUS = ''] = PAGE_STREAM_IDS;

/** Outputs of the stack that the pages use as variables of the shell. */
export const OUTPUT_VARIABLES = {
  AdminApiUrl: API_ORIGIN,
  AdminFunctionName: 'the-admin-function',
  AdminLogGroupName: 'the-admin-log-group',
  CredentialsSecretName: 'okta-log-streaming/okta-credentials',
  DeadLetterFunctionName: 'the-dead-letter-function',
  DeadLetterLogGroupName: 'the-dead-letter-log-group',
  DeadLetterQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/DeadLetters.fifo',
  DeliverLogGroupName: 'the-deliver-log-group',
  EventHookLogGroupName: 'the-event-hook-log-group',
  EventQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/Queue.fifo',
  LifecycleBusName: 'okta-log-streaming-lifecycle',
  LifecycleLogGroupName: 'the-lifecycle-log-group',
  PollFunctionName: 'the-poll-function',
  PollLogGroupName: 'the-poll-log-group',
  StreamTableName: 'the-stream-table',
  UndeliverableBucketName: 'the-undeliverable-bucket',
};

/** Of the shell in the pages. */
export const PAGE_VARIABLES = {
  ...OUTPUT_VARIABLES,
  API: API_ORIGIN,
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: '',
  OKTA_LOG_STREAMING_TOKEN: API_TOKEN,
};

export async function pageApi(streamIds: readonly string[] = PAGE_STREAM_IDS): Promise<AdminApi> {
  let created = 0;
  return adminApi({ newStreamId: () => streamIds[created++] ?? `0oa${String(created).padStart(17, '0')}` });
}

/** An event is delivered, and a minute later the bus is gone. */
export async function busDisappears(api: AdminApi): Promise<void> {
  const message = 'event bus okta-log-events does not exist in account 123456789012, region eu-west-1';
  const gone = { kind: 'fail', failure: { code: 'TARGET_CONFIGURATION', message } } as const;
  api.log.append(logEvent(1));
  api.clock.pass(MINUTE);
  await api.run();
  api.target.plan(BUS, gone, gone, gone);
  api.log.append(logEvent(2));
  api.clock.pass(MINUTE);
  await api.run();
  await api.announce();
}

export interface Exchange {
  readonly command: string;
  readonly reply: AdminReply;
  /** The block that says what is answered, if one follows. */
  readonly answer: Block | undefined;
}

/** Runs every curl of a page, from top to bottom; `meanwhile` happens at the begin of a chapter. */
export async function runPage(
  path: string,
  api: AdminApi,
  meanwhile: Readonly<Record<string, (api: AdminApi) => Promise<void>>> = {},
): Promise<readonly Exchange[]> {
  const blocks = blocksOf(path);
  const files = new Map(blocks.filter(isFile).map(({ info, text }) => [info, text]));
  const exchanges: Exchange[] = [];
  let chapter = '';

  for (const [index, { language, text, heading }] of blocks.entries()) {
    if (heading !== chapter) await meanwhile[heading]?.(api);
    chapter = heading;
    if (language !== 'sh') continue;
    const curls = commandsIn(text, PAGE_VARIABLES).filter(({ words }) => words[0] === 'curl');
    for (const [number, { words }] of curls.entries()) {
      const { method, url, headers, body } = curlRequest(words, files);
      const reply = asWritten(await api.ask(method, url, { headers, ...(body !== undefined && { body }) }));
      const next = blocks[index + 1];
      const answer = number === curls.length - 1 && next && isAnswer(next) ? next : undefined;
      exchanges.push({ command: words.join(' '), reply, answer });
    }
  }
  return exchanges;
}

const isFile = ({ language, info }: Block): boolean => language === 'json' && /^[\w-]+\.json$/.test(info);

const isAnswer = ({ language, info }: Block): boolean =>
  language === 'http' || (language === 'json' && (info === '' || info === 'part'));

/** Ids that are others each time, as the pages have them. */
function asWritten(reply: AdminReply): AdminReply {
  const uuid = '3f1c8b7e-5a0d-4c7e-9b1f-2d6a8e4c0b13';
  const text = reply.text
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}|uuid-\d{4}/g, uuid)
    .replaceAll(/oae[\da-f]{22}/g, `oae${uuid.replaceAll('-', '').slice(0, 22)}`)
    .replaceAll(`"${ADMIN.requestId}"`, '"8d2f6c1e-0b7a-4e95-a3d4-6f1b9c8e7a20"');
  return { ...reply, text, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}
