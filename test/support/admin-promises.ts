import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { Deployment } from './deployment.ts';
import { summaryOf } from './lifecycle-events.ts';
import { MINUTE } from './manual-clock.ts';

/** Nobody works on anything any more: reservations of the dead run out, and what is left is announced. */
export async function cleanUp({ clock, announce }: Deployment): Promise<void> {
  clock.pass(7 * MINUTE);
  await announce();
}

/** What is broken of the promises about streams that admins change, in words, when nothing is left to do. */
export async function brokenAdminPromises({ streams, tokens, lifecycleLog, bus }: Deployment): Promise<string[]> {
  const { streams: all, deleted, reservations } = await streams.load();
  const byId = new Map(all.map((stream) => [stream.id, stream]));
  const names = all.map(({ name }) => name);
  const sources = all.flatMap((stream) =>
    stream.type === 'aws_eventbridge' ? [stream.settings.eventSourceName] : [],
  );
  return [
    ...[...tokens.all.keys()].filter((id) => !byId.has(id)).map((id) => `the token of ${id} is an orphan`),
    ...all.filter((stream) => lacksToken(stream, tokens.all)).map(({ id }) => `${id} has no token`),
    ...repeated(names).map((name) => `two streams are named ${name}`),
    ...repeated(sources).map((name) => `two streams have the source ${name}`),
    ...deleted.map(({ id }) => `${id} is half-deleted`),
    ...reservations.held.map(({ name }) => `${name} is reserved for nobody`),
    ...all.filter(({ outbox = [] }) => outbox.length > 0).map(({ id }) => `of ${id} something is not announced`),
    ...repeated(lifecycleLog.events().map(({ uuid }) => uuid)).map((uuid) => `${uuid} was announced twice`),
    ...lifecycleLog
      .events()
      .filter(({ uuid }) => !bus.events.some((put) => put.uuid === uuid))
      .map(({ uuid }) => `${uuid} never came to the bus`),
    ...[...byId.values()].flatMap((stream) => toldOtherwise(stream, lifecycleLog.events().map(summaryOf))),
  ];
}

const lacksToken = ({ id, type }: LogStream, tokens: ReadonlyMap<string, string>): boolean =>
  type === 'splunk_cloud_logstreaming' && !tokens.has(id);

const repeated = (texts: readonly string[]): string[] => texts.filter((text, index) => texts.indexOf(text) !== index);

/** What was told last of the status must be the status. */
function toldOtherwise({ id, status }: LogStream, told: readonly string[]): string[] {
  const last = told.findLast((text) =>
    ['create', 'activate', 'deactivate'].some((action) => text === `${action} ${id}`),
  );
  if (last === undefined) return [];
  const isToldActive = !last.startsWith('deactivate');
  return isToldActive === (status === 'ACTIVE') ? [] : [`${id} is ${status}, and the last word was "${last}"`];
}
