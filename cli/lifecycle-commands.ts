import type { Command } from 'commander';
import { CommandFailure, EXIT, wrongAnswer } from './failure.ts';
import { withExamples } from './help.ts';
import { isObject, textOf } from './json-members.ts';
import { confirmed, openSession } from './session.ts';
import { showStream } from './show-commands.ts';
import type { StreamReply } from './stream-reply.ts';
import { getStream, streamPath } from './streams-api.ts';
import { parseTime, TIMES_ALLOWED } from './times.ts';
import { visibleText } from './visible-text.ts';
import type { World } from './world.ts';

interface Agreed {
  readonly yes?: true;
}

export function addLifecycleCommands(program: Command, world: World): void {
  addActivate(program, world);
  addDeactivate(program, world);
  addDelete(program, world);
  addVerify(program, world);
}

function addActivate(program: Command, world: World): void {
  const command = program
    .command('activate <id>')
    .description('delivers again: behind the last event that was accepted, unless told to start elsewhere')
    .option('--from <start>', `where reading begins: resume, now, ${TIMES_ALLOWED}`, 'resume')
    .option('--yes', 'skips events without asking')
    .action(async (id: string, { from, yes }: Agreed & { readonly from: string }, self: Command) => {
      const session = openSession(self, world);
      const startFrom = from === 'resume' || from === 'now' ? from : parseTime(from, '--from', world.now);
      const api = session.api();
      if (startFrom !== 'resume') {
        const stream = await getStream(api, id);
        if (skips(stream, startFrom)) await confirmed(world, skipQuestion(stream, startFrom), yes ? { yes } : {});
      }
      await api.post(streamPath(id, '/lifecycle/activate'), startFrom === 'resume' ? {} : { query: { startFrom } });
      showStream(session, await getStream(api, id));
    });
  withExamples(
    command,
    'activate 0oaFlO42ei5KFeVw926b',
    'activate 0oaFlO42ei5KFeVw926b --from 2h',
    'activate 0oaFlO42ei5KFeVw926b --from now --yes',
  );
}

/** Whether events that were not delivered yet lie before the start. */
function skips({ delivery, created }: StreamReply, startFrom: string): boolean {
  return startFrom === 'now' || Date.parse(startFrom) > Date.parse(delivery.lastPublished ?? created);
}

const skipQuestion = ({ name, id, delivery, created }: StreamReply, startFrom: string): string =>
  `Skip every event after ${delivery.lastPublished ?? created} and before ${startFrom} for "${name}" (${id})?`;

function addDeactivate(program: Command, world: World): void {
  const command = program
    .command('deactivate <id>')
    .description('delivers nothing more until it is activated; then it resumes where it stopped')
    .action(async (id: string, _options: object, self: Command) => {
      const session = openSession(self, world);
      const api = session.api();
      await api.post(streamPath(id, '/lifecycle/deactivate'));
      showStream(session, await getStream(api, id));
    });
  withExamples(command, 'deactivate 0oaFlO42ei5KFeVw926b');
}

function addDelete(program: Command, world: World): void {
  const command = program
    .command('delete <id>')
    .description('removes a stream that is INACTIVE, its positions and its Splunk token')
    .option('--yes', 'deletes without asking')
    .action(async (id: string, options: Agreed, self: Command) => {
      const session = openSession(self, world);
      const api = session.api();
      if (!options.yes) {
        const { name } = await getStream(api, id);
        await confirmed(world, `Delete log stream "${name}" (${id}) and where it stands in the log?`, options);
      }
      await api.delete(streamPath(id));
      session.show({ id, deleted: true }, () => [`Deleted ${id}.`]);
    });
  withExamples(command, 'delete 0oaFlO42ei5KFeVw926b --yes');
}

function addVerify(program: Command, world: World): void {
  const command = program
    .command('verify <id>')
    .description('sends one test event to the target and tells what it answered; changes nothing')
    .action(async (id: string, _options: object, self: Command) => {
      const session = openSession(self, world);
      const { body } = await session.api().post(streamPath(id, '/lifecycle/verify'));
      if (!isObject(body)) throw wrongAnswer('a verification is no object');
      if (textOf(body, 'status') !== 'ACCEPTED') {
        if (session.options.json) session.show(body, () => []);
        const reason = textOf(body, 'message') ?? 'no reason given';
        throw new CommandFailure(textOf(body, 'code') ?? 'VERIFICATION_FAILED', reason, EXIT.failed);
      }
      session.show(body, () => [visibleText(`The target accepted test event ${textOf(body, 'eventId') ?? ''}.`)]);
    });
  withExamples(command, 'verify 0oaFlO42ei5KFeVw926b');
}
