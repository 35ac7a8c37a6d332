import { CommanderError } from 'commander';
import { EXIT, type ExitCode, failureOf, interrupted, wrongUsage } from './failure.ts';
import { streamsProgram } from './program.ts';
import { reportFailure } from './report-failure.ts';
import type { World } from './world.ts';

/** Runs one command line, without the program's name; answers the exit code. */
export async function runStreams(argv: readonly string[], world: World): Promise<ExitCode> {
  try {
    await streamsProgram(world).parseAsync([...argv], { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    // Help that was asked for is an answer; help instead of a command is shown already.
    if (error instanceof CommanderError && error.code.startsWith('commander.help')) {
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    }
    const failure = error instanceof CommanderError ? wrongUsage(usageProblem(error)) : failureOf(error);
    const told = world.stopped.aborted ? interrupted() : failure;
    reportFailure(world.stderr, told, { json: argv.includes('--json') });
    return told.exitCode;
  }
}

/** HEC tokens and our API tokens. */
const SECRETS = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b00[\w-]{40}\b/gi;

/** What the parser says, without what may be a secret that was given as an argument after all. */
const usageProblem = ({ message }: CommanderError): string =>
  message
    .replace(/^error: /, '')
    .replace(/'(--?[\w-]+)=[^]*'/, "'$1=…'")
    .replaceAll(SECRETS, '…')
    .replaceAll(/\s*\n\s*/g, ' ');
