import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { runStreams } from '../../cli/run-streams.ts';
import type { World } from '../../cli/world.ts';
import { type AwsJsonService, startAwsJsonServer } from '../../local/emulators/aws-json-server.ts';
import { secretsManager } from '../../local/emulators/secrets-manager.ts';
import { manualClock } from './manual-clock.ts';

export const CREDENTIALS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret-access-key' };
export const API_TOKEN = `00${'t0ken-of-mine'.padEnd(40, 'x')}`;

export interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input, which is a terminal when this is undefined. */
  readonly stdin?: string;
  readonly isStdoutTerminal?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly files?: Readonly<Record<string, string>>;
  /** What the user types when a secret is asked for, and whether the user agrees when asked. */
  readonly types?: string;
  readonly agrees?: boolean;
  /** Ctrl-C at the end of the pause of this number, the first being 1. */
  readonly stopAtPause?: number;
  /** What happens meanwhile, in the pause of this number. */
  readonly duringPause?: (number: number) => void;
  readonly overrides?: Partial<World>;
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line in a world of a test's own. Time passes only in pauses. */
export function streamsWorld(options: WorldOptions = {}) {
  const clock = manualClock();
  const stop = new AbortController();
  const pauses: number[] = [];
  const questions: string[] = [];
  const opened: string[] = [];
  const bytes = { next: 0 };
  let stdout = '';
  let stderr = '';

  const world: World = {
    env: options.env ?? { OKTA_LOG_STREAMING_TOKEN: API_TOKEN },
    stdin: { isTTY: options.stdin === undefined, text: () => Promise.resolve(options.stdin ?? '') },
    stdout: {
      isTTY: options.isStdoutTerminal,
      columns: options.columns,
      rows: options.rows,
      write: (text) => (stdout += text),
    },
    stderr: { write: (text) => (stderr += text) },
    fetch: globalThis.fetch,
    now: clock.now,
    random: (count) => Uint8Array.from({ length: count }, () => (bytes.next += 7) % 256),
    timeout: () => new AbortController().signal,
    sleep(ms) {
      pauses.push(ms);
      clock.pass(ms);
      options.duringPause?.(pauses.length);
      if (pauses.length === options.stopAtPause) stop.abort();
      return Promise.resolve();
    },
    stopped: stop.signal,
    // Ctrl-C is pressed as soon as there is nothing left but to wait for it.
    untilStopped() {
      stop.abort();
      return Promise.resolve();
    },
    askSecret(question) {
      questions.push(question);
      return Promise.resolve(options.types ?? '');
    },
    confirm(question) {
      questions.push(question);
      return Promise.resolve(options.agrees ?? false);
    },
    credentials: () => Promise.resolve(CREDENTIALS),
    secretsManager: () => Promise.reject(new Error('this test has no Secrets Manager')),
    readFile(path) {
      const text = options.files?.[path];
      if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      return text;
    },
    startConsole: ({ key, port }) =>
      Promise.resolve({ url: `http://127.0.0.1:${port}/#${key}`, stop: () => Promise.resolve() }),
    openBrowser: (url) => void opened.push(url),
    ...options.overrides,
  };

  return {
    world,
    clock,
    pauses,
    questions,
    /** Addresses that the browser was asked to open. */
    opened,
    stop: () => stop.abort(),
    async run(...argv: readonly string[]): Promise<Ran> {
      stdout = '';
      stderr = '';
      const exitCode = await runStreams(argv, world);
      return { exitCode, stdout, stderr };
    },
  };
}

/** Secrets Manager on loopback, and clients for it that note the region they are asked for. */
export async function loopbackSecrets(change: (service: AwsJsonService) => AwsJsonService = (same) => same) {
  const service = secretsManager();
  const server = await startAwsJsonServer({ services: [change(service)] });
  const regions: (string | undefined)[] = [];
  const clients: SecretsManagerClient[] = [];
  return {
    service,
    regions,
    client(region: string | undefined): Promise<SecretsManagerClient> {
      regions.push(region);
      const options = {
        endpoint: server.url,
        region: region ?? 'us-east-1',
        credentials: CREDENTIALS,
        maxAttempts: 1,
      };
      const client = new SecretsManagerClient(options);
      clients.push(client);
      return Promise.resolve(client);
    },
    async stop(): Promise<void> {
      for (const client of clients) client.destroy();
      await server.stop();
    },
  };
}
