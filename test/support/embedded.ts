import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { EmbeddedRun } from '../../local/embedded-run.ts';
import type { Ledger } from '../../local/ledger.ts';

/** One poll and everything that follows from it. */
export async function tick(run: EmbeddedRun): Promise<void> {
  await run.runtime.function('StreamingPoller').invoke({});
  await run.settled();
}

export async function streamOf(run: EmbeddedRun, type: LogStream['type']): Promise<LogStream> {
  const { streams } = await run.streams.load();
  const stream = streams.find((candidate) => candidate.type === type);
  if (!stream) throw new Error(`the run has no stream of type ${type}`);
  return stream;
}

/** What the simulated target of the stream of this type accepted. */
export async function acceptedBy(run: EmbeddedRun, type: LogStream['type']): Promise<Ledger> {
  const stream = await streamOf(run, type);
  const ledger = run.destinations.ledgerOf(stream);
  if (!ledger) throw new Error(`stream ${stream.id} has no ledger`);
  return ledger;
}

/** A request to the run's admin API with its token; a body is sent as JSON. */
export async function ask(
  run: EmbeddedRun,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }> {
  const response = await fetch(`${run.api.url}${path}`, {
    method,
    headers: { ...run.api.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}
