import { type Command, Option } from 'commander';
import { wrongUsage } from './failure.ts';
import { withExamples } from './help.ts';
import { openSession, secretFrom } from './session.ts';
import { showStream } from './show-commands.ts';
import { createStream, getStream, replaceStream } from './streams-api.ts';
import type { World } from './world.ts';

const EDITIONS = ['aws', 'aws_govcloud', 'gcp'] as const;
const HEC_TOKEN = 'HEC token';
const SPLUNK = 'splunk_cloud_logstreaming';

const EVENT_BRIDGE_EXAMPLE =
  'create eventbridge --name "Security events" --account 123456789012 --event-source-name okta-log-events --region eu-west-1';
const SPLUNK_EXAMPLE = 'create splunk --name Splunk --host acme.splunkcloud.com --edition aws';

const editionOption = (): Option =>
  new Option('--edition <edition>', 'where Splunk Cloud runs').choices([...EDITIONS]);

export function addWriteCommands(program: Command, world: World): void {
  const create = program.command('create').description('a new stream, which is ACTIVE at once');
  withExamples(create, EVENT_BRIDGE_EXAMPLE, SPLUNK_EXAMPLE);
  addCreateEventBridge(create, world);
  addCreateSplunk(create, world);
  addUpdate(program, world);
}

interface EventBridgeOptions {
  readonly name: string;
  readonly account: string;
  readonly eventSourceName: string;
  readonly region: string;
}

function addCreateEventBridge(create: Command, world: World): void {
  const command = create
    .command('eventbridge')
    .description('a stream to an Amazon EventBridge event bus')
    .requiredOption('--name <name>', 'name of the stream')
    .requiredOption('--account <id>', 'AWS account of the bus, 12 digits')
    .requiredOption('--event-source-name <name>', 'name of the bus')
    .requiredOption('--region <region>', 'AWS region of the bus')
    .action(async ({ name, account, eventSourceName, region }: EventBridgeOptions, self: Command) => {
      const session = openSession(self, world);
      const settings = { accountId: account, eventSourceName, region };
      showStream(session, await createStream(session.api(), { type: 'aws_eventbridge', name, settings }));
    });
  withExamples(command, EVENT_BRIDGE_EXAMPLE);
}

interface SplunkOptions {
  readonly name: string;
  readonly host: string;
  readonly edition: string;
}

function addCreateSplunk(create: Command, world: World): void {
  const command = create
    .command('splunk')
    .description(
      'a stream to a Splunk Cloud HTTP Event Collector; asks for its token, or reads it from standard input',
    )
    .requiredOption('--name <name>', 'name of the stream')
    .requiredOption('--host <host>', 'the Splunk Cloud domain, without http-inputs')
    .addOption(editionOption().makeOptionMandatory())
    .action(async ({ name, host, edition }: SplunkOptions, self: Command) => {
      const session = openSession(self, world);
      const api = session.api();
      const token = await secretFrom(world, HEC_TOKEN);
      showStream(session, await createStream(api, { type: SPLUNK, name, settings: { edition, host, token } }));
    });
  withExamples(command, SPLUNK_EXAMPLE, `${SPLUNK_EXAMPLE} < hec-token.txt`);
}

interface UpdateOptions {
  readonly name?: string;
  readonly host?: string;
  readonly edition?: string;
  readonly token?: true;
}

function addUpdate(program: Command, world: World): void {
  const command = program
    .command('update <id>')
    .description("changes a stream's name, or the settings of a Splunk stream; those of EventBridge are final")
    .option('--name <name>', 'another name')
    .option('--host <host>', 'another Splunk Cloud domain')
    .addOption(editionOption())
    .option('--token', 'another HEC token: asks for it, or reads it from standard input')
    .action(async (id: string, options: UpdateOptions, self: Command) => {
      const session = openSession(self, world);
      const { name, host, edition, token } = options;
      const splunkSettings = { ...(host !== undefined && { host }), ...(edition !== undefined && { edition }) };
      const changesSplunk = token === true || Object.keys(splunkSettings).length > 0;
      if (name === undefined && !changesSplunk) {
        throw wrongUsage('nothing to change: give --name, --host, --edition or --token');
      }
      const api = session.api();
      const stream = await getStream(api, id);
      if (changesSplunk && stream.type !== SPLUNK) {
        throw wrongUsage(`--host, --edition and --token are for Splunk streams; ${id} is of type ${stream.type}`);
      }
      const secret = token === true ? { token: await secretFrom(world, HEC_TOKEN) } : {};
      const settings = { ...stream.settings, ...splunkSettings, ...secret };
      showStream(session, await replaceStream(api, id, { type: stream.type, name: name ?? stream.name, settings }));
    });
  withExamples(
    command,
    'update 0oaFlO42ei5KFeVw926b --name "Security events"',
    'update 0oaFlO42ei5KFeVw926c --token < hec-token.txt',
  );
}
