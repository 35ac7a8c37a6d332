import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { codeOf, describeError } from '../lambdas/core/errors.ts';
import { activate, deactivate } from '../lambdas/core/lifecycle.ts';
import type { EmbeddedRun } from './embedded-run.ts';
import { summarize } from './summary.ts';

/** What a reader of the embedded run can do to it, as HTTP on loopback. */
export interface Control {
  readonly url: string;
  stop(): Promise<void>;
}

type Action = (run: EmbeddedRun, argument: string) => Promise<unknown> | unknown;

/** How the simulated targets can be told to misbehave. */
const SPLUNK: Readonly<Record<string, Parameters<EmbeddedRun['hec']['behave']>[0]>> = {
  healthy: { kind: 'healthy' },
  fail: { kind: 'fail', status: 503, code: 9 },
  hang: { kind: 'hang' },
  throttle: { kind: 'throttle' },
  refuse: { kind: 'refuse-token' },
};
const EVENTBRIDGE: Readonly<Record<string, Parameters<EmbeddedRun['aws']['eventBridge']['behave']>[0]>> = {
  healthy: { kind: 'healthy' },
  fail: { kind: 'fail' },
  hang: { kind: 'hang' },
  throttle: { kind: 'throttle' },
  refuse: { kind: 'deny-entries' },
};

const ROUTES: readonly { readonly method: string; readonly path: RegExp; readonly action: Action }[] = [
  { method: 'GET', path: /^\/()$/, action: (run) => summarize(run, performance.now() / 1000) },
  { method: 'POST', path: /^\/splunk\/([a-z]+)$/, action: (run, name) => run.hec.behave(behaviour(SPLUNK, name)) },
  {
    method: 'POST',
    path: /^\/eventbridge\/([a-z]+)$/,
    action: (run, name) => run.aws.eventBridge.behave(behaviour(EVENTBRIDGE, name)),
  },
  {
    method: 'POST',
    path: /^\/api\/v1\/logStreams\/(\w+)\/lifecycle\/activate$/,
    action: (run, id) => activate(lifecycle(run), id),
  },
  {
    method: 'POST',
    path: /^\/api\/v1\/logStreams\/(\w+)\/lifecycle\/deactivate$/,
    action: (run, id) => deactivate(lifecycle(run), id),
  },
];

/** The paths of the stream lifecycle are those of Okta's Log Streaming API. */
export async function startControl(run: EmbeddedRun, port: number): Promise<Control> {
  const server = createServer((request, response) => {
    void answer(run, request).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`),
    );
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(run: EmbeddedRun, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const { method, url = '/' } = request;
  const matching = ROUTES.map((route) => ({ ...route, match: route.path.exec(url) })).find(
    (route) => route.match && route.method === method,
  );
  if (!matching) return { status: 404, body: { error: `there is nothing at ${method} ${url}` } };
  try {
    return { status: 200, body: (await matching.action(run, matching.match?.[1] ?? '')) ?? {} };
  } catch (error) {
    const status = codeOf(error) === 'STREAM_NOT_FOUND' ? 404 : 400;
    return { status, body: { code: codeOf(error), error: describeError(error) } };
  }
}

function behaviour<B>(known: Readonly<Record<string, B>>, name: string): B {
  const found = known[name];
  if (!found) throw new RangeError(`a target can ${Object.keys(known).join(', ')}; got "${name}"`);
  return found;
}

const lifecycle = (run: EmbeddedRun) => ({ streams: run.streams, journal: () => undefined, now: () => new Date() });

/** The preferred port, or another when that one is taken. */
async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
}
