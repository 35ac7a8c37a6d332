import { type Command, Option } from 'commander';
import { withExamples } from './help.ts';
import { openSession, type Session } from './session.ts';
import { streamDetails, streamTable } from './stream-table.ts';
import type { StreamReply } from './stream-reply.ts';
import { getStream, listStreams } from './streams-api.ts';
import type { World } from './world.ts';

/** Okta's values, and the words that `create` has for them. */
const TYPES: Readonly<Record<string, string>> = {
  aws_eventbridge: 'aws_eventbridge',
  splunk_cloud_logstreaming: 'splunk_cloud_logstreaming',
  eventbridge: 'aws_eventbridge',
  splunk: 'splunk_cloud_logstreaming',
};

export function addShowCommands(program: Command, world: World): void {
  const list = program
    .command('list')
    .description('every stream with its status, lag and backlog, why it was deactivated, where events may be missing')
    .addOption(new Option('--type <type>', 'only streams of this type').choices(Object.keys(TYPES)))
    .addOption(new Option('--status <status>', 'only streams of this status').choices(['ACTIVE', 'INACTIVE']))
    .action(async (options: { readonly type?: string; readonly status?: string }, command: Command) => {
      const session = openSession(command, world);
      const type = options.type === undefined ? undefined : TYPES[options.type];
      const streams = await listStreams(session.api(), filterOf(type, options.status));
      showStreams(
        session,
        type && options.status ? streams.filter(({ status }) => status === options.status) : streams,
      );
    });
  withExamples(list, 'list', 'list --status INACTIVE', 'list --type splunk --json');

  const get = program
    .command('get <id>')
    .description('one stream in full')
    .action(async (id: string, _options: object, command: Command) => {
      const session = openSession(command, world);
      showStream(session, await getStream(session.api(), id));
    });
  withExamples(get, 'get 0oaFlO42ei5KFeVw926b', 'get 0oaFlO42ei5KFeVw926b --json');
}

/** Okta: one expression a request. What a second one would sort out is sorted out here. */
function filterOf(type: string | undefined, status: string | undefined): string | undefined {
  if (type !== undefined) return `type eq "${type}"`;
  return status === undefined ? undefined : `status eq "${status}"`;
}

export const showStream = (session: Session, stream: StreamReply): void =>
  session.show(stream.json, () => streamDetails(stream));

function showStreams({ world: { stdout }, show }: Session, streams: readonly StreamReply[]): void {
  show(
    streams.map(({ json }) => json),
    () =>
      streams.length === 0 ? ['No log streams.'] : streamTable(streams, stdout.isTTY ? stdout.columns : undefined),
  );
}
