import type { Command } from 'commander';
import type { Answer, Api } from './api-client.ts';
import { wrongAnswer } from './failure.ts';
import { withExamples } from './help.ts';
import { lifecycleLine } from './lifecycle-line.ts';
import { patiently } from './patience.ts';
import { openSession, type Session } from './session.ts';
import { itemsOf } from './streams-api.ts';
import { parseTime, TIMES_ALLOWED } from './times.ts';
import type { World } from './world.ts';

const LOGS = '/api/v1/logs';
const PAGE_LIMIT = '1000';
const POLL_MS = 5_000;

interface EventsOptions {
  readonly follow?: true;
  readonly since: string;
  readonly filter?: string;
}

export function addEventsCommand(program: Command, world: World): void {
  const command = program
    .command('events')
    .description('what happened to the streams: created, updated, activated, deactivated, deleted; oldest first')
    .option('--follow', 'goes on with what happens from now on; Ctrl-C ends it')
    .option('--since <time>', TIMES_ALLOWED, '7d')
    .option('--filter <expression>', "only events that match, in Okta's filter language")
    .action(async ({ follow, since, filter }: EventsOptions, self: Command) => {
      const session = openSession(self, world);
      const query = { limit: PAGE_LIMIT, since: parseTime(since, '--since', world.now), filter };
      const api = session.api();
      const first = await api.get(LOGS, { ...query, sortOrder: 'ASCENDING' });
      await (follow ? showFrom(session, api, first) : showUpToNow(session, api, first));
    });
  withExamples(
    command,
    'events',
    'events --since 2h --follow',
    `events --filter 'eventType eq "system.log_stream.lifecycle.deactivate"' --json`,
  );
}

async function showUpToNow(session: Session, api: Api, first: Answer): Promise<void> {
  // A polling request has a next link for ever. A page may be short because its events are large: an empty one is the
  // end.
  let shown = 0;
  for (let answer: Answer | undefined = first; answer;) {
    const count = showPage(session, answer);
    shown += count;
    answer = count > 0 && answer.next ? await api.getNext(answer.next) : undefined;
  }
  if (shown === 0) session.say('No lifecycle events.');
}

async function showFrom(session: Session, api: Api, first: Answer): Promise<void> {
  const { sleep, stopped } = session.world;
  for (let answer: Answer | undefined = first; answer;) {
    const count = showPage(session, answer);
    const next: URL | undefined = answer.next;
    if (!next) throw wrongAnswer('it has no link to what comes next');
    if (count === 0) await sleep(POLL_MS);
    answer = stopped.aborted ? undefined : await patiently(session, POLL_MS, () => api.getNext(next));
  }
}

function showPage({ showLine }: Session, answer: Answer): number {
  const events = itemsOf(answer);
  for (const event of events) showLine(event, () => lifecycleLine(event));
  return events.length;
}
