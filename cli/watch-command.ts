import type { Command } from 'commander';
import { wrongUsage } from './failure.ts';
import { withExamples } from './help.ts';
import { liveLines } from './live-lines.ts';
import { patiently } from './patience.ts';
import { openSession, type Session } from './session.ts';
import { listStreams } from './streams-api.ts';
import { liveTable, loggedTable, type Look } from './watch-table.ts';
import type { World } from './world.ts';

const MAX_INTERVAL_SECONDS = 3_600;
const DEFAULT_COLUMNS = 80;

export function addWatchCommand(program: Command, world: World): void {
  const command = program
    .command('watch')
    .description('status, lag, rate and backlog of every stream, again and again; Ctrl-C ends it')
    .option('--interval <seconds>', 'time between two looks', '5')
    .action(async ({ interval }: { readonly interval: string }, self: Command) => {
      const intervalMs = parseInterval(interval) * 1_000;
      await watch(openSession(self, world), intervalMs);
    });
  withExamples(command, 'watch', 'watch --interval 30 --json');
}

function parseInterval(text: string): number {
  const seconds = Number(text || Number.NaN);
  if (seconds >= 1 && seconds <= MAX_INTERVAL_SECONDS) return seconds;
  throw wrongUsage(`--interval must be 1 to ${MAX_INTERVAL_SECONDS} seconds; got "${text}"`);
}

async function watch(session: Session, intervalMs: number): Promise<void> {
  const { world } = session;
  const api = session.api();
  const look = async (): Promise<Look> => ({ streams: await listStreams(api), at: world.now() });
  const show = shower(session);

  let previous: Look | undefined;
  for (let now: Look | undefined = await look(); now;) {
    show(now, previous);
    previous = now;
    await world.sleep(intervalMs);
    now = await patiently(session, intervalMs, look);
  }
}

/** A table that is drawn again in a terminal, lines elsewhere. */
function shower({ world: { stdout }, options, showLine }: Session): (now: Look, previous: Look | undefined) => void {
  if (options.json) {
    return ({ at, streams }) =>
      showLine({ at: at.toISOString(), streams: streams.map(({ json }) => json) }, () => '');
  }
  if (stdout.isTTY) {
    const draw = liveLines(stdout);
    // A line as wide as the terminal may wrap, and then the table is higher than it is counted.
    return (now, previous) => draw(liveTable(now, previous, (stdout.columns ?? DEFAULT_COLUMNS) - 1));
  }
  return (now, previous) => {
    // The titles once, then a line for each stream.
    for (const line of loggedTable(now, previous).slice(previous ? 1 : 0)) {
      stdout.write(`${line}\n`);
    }
  };
}
