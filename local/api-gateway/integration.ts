import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describeError } from '../../lambdas/core/errors.ts';
import type { LocalFunction } from '../local-function.ts';
import { type ProxyAnswer, readProxyResult } from './proxy-result.ts';
import { Refusal } from './refusal.ts';

/** Resolves after so many milliseconds, or is rejected when the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>;

export interface Integration {
  readonly target: Pick<LocalFunction, 'name' | 'invoke'>;
  readonly timeoutMs: number;
  readonly isBinary: boolean;
  /** Hears why there is no answer, which the caller does not. */
  readonly onFailure: (line: string) => void;
  readonly pause?: Pause | undefined;
}

const systemPause: Pause = (ms, signal) => sleep(ms, undefined, { signal });

/** AWS_PROXY: what the function answers is the answer. */
export async function integrate(
  event: APIGatewayProxyEvent,
  { target, timeoutMs, isBinary, onFailure, pause = systemPause }: Integration,
): Promise<ProxyAnswer> {
  const ended = new AbortController();
  const timeUp = pause(timeoutMs, ended.signal).then(
    () => 'time up' as const,
    // The function has ended.
    () => undefined,
  );
  const answered = target.invoke(event).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  const outcome = await Promise.race([answered, timeUp]);
  ended.abort();

  if (outcome === 'time up') throw integrationTimeout();
  const answer = outcome && 'result' in outcome ? readProxyResult(outcome.result, isBinary) : undefined;
  if (answer) return answer;
  const why = outcome && 'error' in outcome ? describeError(outcome.error) : 'malformed Lambda proxy response';
  onFailure(`function ${target.name}: ${why}`);
  throw badGateway();
}

const integrationTimeout = (): Refusal =>
  new Refusal('INTEGRATION_TIMEOUT', {
    reason: 'Endpoint request timed out',
    errorType: 'InternalServerErrorException',
  });

/** What a function that fails, or answers something else than a proxy result, comes to. */
const badGateway = (): Refusal =>
  new Refusal('DEFAULT_5XX', {
    status: 502,
    reason: 'Internal server error',
    errorType: 'InternalServerErrorException',
  });
