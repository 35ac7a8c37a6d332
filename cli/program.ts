import { Command } from 'commander';
import { TOKEN_VARIABLE } from './connection.ts';
import { addConsoleCommand } from './console-command.ts';
import { addEventsCommand } from './events-command.ts';
import { EXIT_CODES } from './failure.ts';
import { addLifecycleCommands } from './lifecycle-commands.ts';
import { addShowCommands } from './show-commands.ts';
import { addTokenCommands } from './token-commands.ts';
import { addWatchCommand } from './watch-command.ts';
import type { World } from './world.ts';
import { addWriteCommands } from './write-commands.ts';

const HELP_COLUMNS = 100;

const ABOUT = `
The admin API is found by --endpoint, or in the outputs that "cdk deploy --outputs-file" wrote. Requests carry the
API token in ${TOKEN_VARIABLE}; without one they are signed with your AWS credentials, found as the AWS CLI
finds them. Secrets are asked for, or read from standard input when that is no terminal; never give one as an argument.

${EXIT_CODES}

Examples:
  npx streams list
  npx streams watch
  npx streams console
  npx streams activate 0oaFlO42ei5KFeVw926b
  npx streams events --since 2h --json`;

/** Every command with its options and help; what goes wrong is thrown. */
export function streamsProgram(world: World): Command {
  const program = new Command('streams')
    .description('Log streams of your Okta org: what an admin creates, watches and mends.')
    .option('--json', 'JSON instead of text')
    .option('--endpoint <url>', "the admin API's URL")
    .option('--outputs <file>', 'outputs of the stack', 'stack-outputs.json')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      // Thrown as well, and told once, where every failure is.
      outputError: () => undefined,
      getOutHelpWidth: () => HELP_COLUMNS,
      getErrHelpWidth: () => HELP_COLUMNS,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .addHelpText('after', ABOUT);
  addShowCommands(program, world);
  addWriteCommands(program, world);
  addLifecycleCommands(program, world);
  addEventsCommand(program, world);
  addWatchCommand(program, world);
  addConsoleCommand(program, world);
  addTokenCommands(program, world);
  return program;
}
