import type { Command } from 'commander';
import { connect } from './connection.ts';
import { CommandFailure, EXIT, wrongUsage } from './failure.ts';
import { forwarder } from './forward.ts';
import { withExamples } from './help.ts';
import { openSession } from './session.ts';
import type { World } from './world.ts';

/** Another one is taken when this one is not free; one that was asked for must be. */
const DEFAULT_PORT = 4683;
const MAX_PORT = 65_535;
const KEY_BYTES = 24;

interface ConsoleCommandOptions {
  readonly port?: string;
  readonly open: boolean;
}

export function addConsoleCommand(program: Command, world: World): void {
  const command = program
    .command('console')
    .description('serves the console page on this machine, until Ctrl-C; its requests carry your credentials')
    .option('--port <port>', `port of 127.0.0.1 to listen at (default: ${DEFAULT_PORT}, or a free one)`)
    .option('--no-open', 'does not open the page in a browser')
    .action(async ({ port, open }: ConsoleCommandOptions, self: Command) => {
      const wanted = port === undefined ? undefined : parsePort(port);
      const { options, show } = openSession(self, world);
      const connection = connect(options, world);
      const page = await world
        .startConsole({
          forward: forwarder(connection, world),
          apiName: new URL(connection.origin).host,
          key: Buffer.from(world.random(KEY_BYTES)).toString('base64url'),
          port: wanted ?? DEFAULT_PORT,
          ifTaken: wanted === undefined ? 'another' : 'fail',
        })
        .catch((error: unknown) => {
          throw isTaken(error) ? portTaken(wanted) : error;
        });
      show({ url: page.url }, () => [
        `The console is at ${page.url}`,
        'Whoever has this address acts with your credentials. Ctrl-C ends it.',
      ]);
      if (open && world.stdout.isTTY) world.openBrowser(page.url);
      await world.untilStopped();
      await page.stop();
    });
  withExamples(command, 'console', 'console --port 8080 --no-open');
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1 && port <= MAX_PORT) return port;
  throw wrongUsage(`--port must be 1 to ${MAX_PORT}; got "${text}"`);
}

const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'EADDRINUSE';

const portTaken = (port: number | undefined) =>
  new CommandFailure('PORT_TAKEN', `port ${port} is taken; give another, or none for a free one`, EXIT.failed);
