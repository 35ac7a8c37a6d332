import { startChild } from '../support/child-run.ts';

/** `npm start` in a process of its own, and the addresses that it prints. */
export interface NpmStart {
  readonly consoleUrl: string;
  /** Tells the simulated Splunk to `fail` or to be `healthy`. */
  readonly splunk: (behaviour: 'fail' | 'healthy') => Promise<void>;
  stop(): Promise<void>;
}

export async function npmStart(): Promise<NpmStart> {
  const run = startChild(['--poll-interval', '5']);
  const failed = run.ended().then((code) => {
    throw new Error(`npm start ended with ${String(code)}: ${run.stderr.all.join('\n')}`);
  });
  // Only its failure to start matters here; later it is asked to end.
  failed.catch(() => undefined);
  await Promise.race([run.stdout.have('Ctrl-C stops the run.'), failed]);
  const urlIn = (pattern: RegExp): string =>
    run.stdout.all.map((line) => pattern.exec(line)?.[1]).find((url) => url !== undefined) ?? '';
  const controlUrl = urlIn(/(http:\/\/127\.0\.0\.1:\d+)\/splunk\/fail/);
  return {
    consoleUrl: urlIn(/browser: (http\S+)/),
    async splunk(behaviour) {
      const { ok } = await fetch(`${controlUrl}/splunk/${behaviour}`, { method: 'POST' });
      if (!ok) throw new Error(`the control refused ${behaviour}`);
    },
    async stop() {
      run.kill('SIGINT');
      await run.ended();
    },
  };
}
