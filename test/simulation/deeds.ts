import type { AdminDeps } from '../../lambdas/core/admin.ts';
import { createStream } from '../../lambdas/core/create-stream.ts';
import { deleteStream } from '../../lambdas/core/delete-stream.ts';
import { activate, deactivate } from '../../lambdas/core/lifecycle.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import { replaceStream } from '../../lambdas/core/replace-stream.ts';
import { ADMIN } from '../support/callers.ts';
import type { Functions } from './running.ts';
import type { Outside } from './outside.ts';
import type { Deed } from './plan.ts';
import { addressOf } from './target-address.ts';

/** Does what a deed says, as far as there is a stream to do it to. */
export function perform(deed: Deed, outside: Outside, functions: Functions): void {
  const { machine } = outside;
  machine.note(() => `${deed.key}: ${JSON.stringify(deed)}`);
  const streams = [...outside.observer.accounts.values()].filter(({ isDeleted }) => !isDeleted);
  const streamOf = (number: number): LogStream | undefined => streams[number % Math.max(1, streams.length)]?.stream;
  const stream = 'stream' in deed ? streamOf(deed.stream) : undefined;
  const byAdmin = (body: (deps: AdminDeps) => Promise<unknown>) => void functions.admin(deed.key, body);

  switch (deed.kind) {
    case 'persist':
      return outside.persist(deed.events);
    case 'create':
      return byAdmin((deps) => createStream(deps, newStream(outside, deed.key), ADMIN));
    case 'deactivate':
      return byAdmin((deps) => deactivate(deps, stream?.id ?? '', ADMIN));
    case 'activate': {
      const { start } = deed;
      const startFrom = typeof start === 'number' ? new Date(machine.now().getTime() - start) : start;
      return byAdmin((deps) => activate(deps, stream?.id ?? '', ADMIN, startFrom));
    }
    case 'delete':
      return byAdmin((deps) => deleteStream(deps, stream?.id ?? '', ADMIN));
    case 'replace':
      return stream && byAdmin((deps) => replaceStream(deps, stream.id, replacement(outside, stream, deed), ADMIN));
    case 'outage':
      return stream && outside.breakTarget(addressOf(stream), deed.fault, deed.ms);
    case 'expire cursors':
      return outside.org.expireCursors(deed.when);
    case 'rotate Okta token':
      outside.rotateOktaToken();
      return machine.after(45_000, () => outside.secrets.put('okta', JSON.stringify({ token: outside.oktaToken() })));
    case 'rotate HEC token': {
      if (stream?.type !== 'splunk_cloud_logstreaming') return;
      outside.rotateHecToken(stream);
      return machine.after(deed.lagMs, () => outside.storeHecToken(stream));
    }
    case 'others use the rate limit':
      return outside.org.useUp(deed.requests);
    case 'kill everything':
      return functions.killAll();
    case 'lose the next message':
      return outside.queue.loseNext();
    case 'table outage':
      return outside.breakService('table', deed.ms);
    case 'queue outage':
      return outside.breakService('queue', deed.ms);
    case 'sleep':
      return functions.sleep(deed.ms);
  }
}

/** Half of the streams go to Splunk. Names may collide: then the admin is told, and that is all. */
export function newStream(outside: Outside, key: string): Parameters<typeof createStream>[1] {
  const { draw } = outside.machine;
  const name = `stream ${Math.floor(draw(`name ${key}`) * 6)}`;
  const unique = key.replaceAll(/\W+/g, '-');
  if (draw(`type ${key}`) < 0.5) {
    const settings = { accountId: '123456789012', eventSourceName: `bus-${unique}`, region: 'eu-west-1' };
    return { name, target: { type: 'aws_eventbridge', settings } };
  }
  const host = `${unique}.splunkcloud.com`;
  const token = outside.newToken('hec');
  outside.acceptHecToken(`http-inputs-${host}`, token);
  return { name, token, target: { type: 'splunk_cloud_logstreaming', settings: { edition: 'aws', host } } };
}

function replacement(
  outside: Outside,
  stream: LogStream,
  deed: Extract<Deed, { kind: 'replace' }>,
): Parameters<typeof replaceStream>[2] {
  const { draw } = outside.machine;
  const name = deed.rename ? `stream ${Math.floor(draw(`name ${deed.key}`) * 6)}` : stream.name;
  if (stream.type === 'aws_eventbridge') return { name, target: stream };
  const token = deed.newToken ? outside.newToken('hec') : undefined;
  if (token !== undefined) outside.acceptHecToken(addressOf(stream), token);
  return { name, token, target: stream };
}
