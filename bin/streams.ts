import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { codeOf, describeError, LogStreamingError } from '../lambdas/core/errors.ts';
import { readStackOutputs } from '../local/stack-outputs.ts';
import { streamCommands } from '../local/stream-commands.ts';

const USAGE = `npm run streams -- COMMAND [--outputs FILE]
  list             every stream with its status, what was delivered and why it was deactivated
  create           a stream from JSON on standard input, as Okta's POST /api/v1/logStreams takes it
  activate ID      resumes behind the last event that was accepted
  deactivate ID    delivers nothing more until it is activated
FILE is what "cdk deploy --outputs-file" wrote; stack-outputs.json if not given. AWS credentials and region as for the AWS CLI.`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      outputs: { type: 'string', default: 'stack-outputs.json' },
      help: { type: 'boolean', default: false },
    },
  });
  const [command = '', id = ''] = positionals;
  process.stdout.write(
    values.help ? `${USAGE}\n` : `${JSON.stringify(await run(command, id, values.outputs), null, 2)}\n`,
  );
} catch (error) {
  process.stderr.write(`${codeOf(error)}: ${describeError(error)}\n`);
  process.exitCode = 1;
}

async function run(command: string, id: string, outputs: string): Promise<object> {
  const needsId = command === 'activate' || command === 'deactivate';
  if (!['list', 'create', 'activate', 'deactivate'].includes(command) || needsId !== (id !== '')) {
    throw new LogStreamingError('CONFIG_INVALID', `"${[command, id].join(' ').trim()}" is no command\n${USAGE}`);
  }
  const commands = streamCommands(readStackOutputs(outputs));
  switch (command) {
    case 'list':
      return commands.list();
    case 'create':
      return commands.create(await text(process.stdin));
    case 'activate':
      return commands.activate(id);
    default:
      return commands.deactivate(id);
  }
}
