import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { codeOf, describeError, LogStreamingError } from '../lambdas/core/errors.ts';
import type { EmbeddedRun } from './embedded-run.ts';
import type { EventBridgeBehaviour } from './emulators/eventbridge.ts';
import type { HecBehaviour } from './emulators/splunk-hec.ts';
import type { Summary } from './summary.ts';

/** What a reader of the embedded run can do to its simulated ends, as HTTP on loopback. */
export interface Control {
  readonly url: string;
  stop(): Promise<void>;
}

/** Of the run only the ends that it tells how to behave. */
export interface Controlled {
  readonly hec: Pick<EmbeddedRun['hec'], 'behave'>;
  readonly aws: { readonly eventBridge: Pick<EmbeddedRun['aws']['eventBridge'], 'behave' | 'addBus'> };
}

interface ControlOptions {
  readonly run: Controlled;
  readonly look: () => Promise<Summary>;
  /** Another one is taken when this one is not free. */
  readonly port: number;
}

type Action = (options: ControlOptions, argument: string) => unknown;

/** How the simulated targets can be told to misbehave. */
const SPLUNK: ReadonlyMap<string, HecBehaviour> = new Map<string, HecBehaviour>([
  ['healthy', { kind: 'healthy' }],
  ['fail', { kind: 'fail', status: 503, code: 9 }],
  ['hang', { kind: 'hang' }],
  ['throttle', { kind: 'throttle' }],
  ['refuse', { kind: 'refuse-token' }],
]);
const EVENTBRIDGE: ReadonlyMap<string, EventBridgeBehaviour> = new Map<string, EventBridgeBehaviour>([
  ['healthy', { kind: 'healthy' }],
  ['fail', { kind: 'fail' }],
  ['hang', { kind: 'hang' }],
  ['throttle', { kind: 'throttle' }],
  ['refuse', { kind: 'deny-entries' }],
]);

const ROUTES: readonly { readonly method: string; readonly path: RegExp; readonly action: Action }[] = [
  { method: 'GET', path: /^\/()$/, action: ({ look }) => look() },
  { method: 'POST', path: /^\/splunk\/(\w+)$/, action: ({ run }, name) => run.hec.behave(named(SPLUNK, name)) },
  {
    method: 'POST',
    path: /^\/eventbridge\/(\w+)$/,
    action: ({ run }, name) => run.aws.eventBridge.behave(named(EVENTBRIDGE, name)),
  },
  {
    // A stream can only be created to a bus that exists.
    method: 'POST',
    path: /^\/eventbridge\/buses\/([.\-_A-Za-z0-9]{1,75})$/,
    action: ({ run }, name) => run.aws.eventBridge.addBus(name),
  },
];

export async function startControl(options: ControlOptions): Promise<Control> {
  const server = createServer((request, response) => {
    void answer(options, request).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`),
    );
  });
  await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  options: ControlOptions,
  { method, url = '/' }: IncomingMessage,
): Promise<{ status: number; body: unknown }> {
  const route = ROUTES.find(({ method: allowed, path }) => allowed === method && path.test(url));
  if (!route) return { status: 404, body: { error: `there is nothing at ${method} ${url}` } };
  try {
    return { status: 200, body: (await route.action(options, route.path.exec(url)?.[1] ?? '')) ?? {} };
  } catch (error) {
    const code = codeOf(error);
    return { status: code === 'UNEXPECTED' ? 500 : 400, body: { code, error: describeError(error) } };
  }
}

function named<B>(behaviours: ReadonlyMap<string, B>, name: string): B {
  const found = behaviours.get(name);
  if (found !== undefined) return found;
  const allowed = [...behaviours.keys()].join(', ');
  throw new LogStreamingError('CONFIG_INVALID', `a target can be told ${allowed}; got "${name}"`);
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
}
