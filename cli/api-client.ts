import { describeError } from '../lambdas/core/errors.ts';
import { VERSION } from '../lambdas/okta/user-agent.ts';
import { refusalOf } from './api-refusal.ts';
import { apiUrl, nextPage, type Query } from './api-url.ts';
import type { Authorize } from './authorization.ts';
import { CommandFailure, EXIT, interrupted, wrongAnswer } from './failure.ts';
import { retryAfterMs } from './rate-limit.ts';
import type { World } from './world.ts';

/** The stack's admin API, asked by one admin. Everything it does not answer as it should is a CommandFailure. */
export interface Api {
  get(path: string, query?: Query): Promise<Answer>;
  post(path: string, options?: { readonly query?: Query; readonly body?: object }): Promise<Answer>;
  put(path: string, body: object): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** The page behind an answer. */
  getNext(next: URL): Promise<Answer>;
}

export interface Answer {
  /** Undefined when it was empty. */
  readonly body: unknown;
  readonly next?: URL | undefined;
}

/** A Lambda behind API Gateway has 29 s. */
const TIMEOUT_MS = 35_000;
const MAX_RETRIES = 2;
const USER_AGENT = `okta-log-streaming-cli/${VERSION}`;

export function apiClient(
  { origin, authorize }: { readonly origin: string; readonly authorize: Authorize },
  world: Pick<World, 'fetch' | 'now' | 'sleep' | 'timeout' | 'stopped'>,
): Api {
  async function exchange(method: string, url: URL, body?: string): Promise<{ response: Response; text: string }> {
    const headers = {
      accept: 'application/json',
      'user-agent': USER_AGENT,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const authorized = await authorize({ method, url, headers, body });
    const signal = AbortSignal.any([world.timeout(TIMEOUT_MS), world.stopped]);
    try {
      // A redirect could lead away from the origin that the credentials are for.
      const request = { method, headers: authorized, signal, redirect: 'manual', body: body ?? null } as const;
      const response = await world.fetch(url, request);
      return { response, text: await response.text() };
    } catch (error) {
      if (world.stopped.aborted) throw interrupted();
      const reason = signal.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : describeError(error);
      throw new CommandFailure('API_UNREACHABLE', `${origin} cannot be reached: ${reason}`, EXIT.unauthorized, {
        isTransient: true,
      });
    }
  }

  async function call(method: string, url: URL, body?: object): Promise<Answer> {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    for (let retries = 0; ; retries += 1) {
      const { response, text } = await exchange(method, url, sent);
      if (response.ok) return { body: parseBody(text), next: nextPage(response.headers.get('link'), origin) };
      const waitMs = response.status === 429 ? retryAfterMs(response.headers, world.now) : undefined;
      if (waitMs === undefined || retries === MAX_RETRIES) throw refusalOf(response.status, text);
      await world.sleep(waitMs);
      if (world.stopped.aborted) throw interrupted();
    }
  }

  return {
    get: (path, query) => call('GET', apiUrl(origin, path, query)),
    post: (path, { query, body } = {}) => call('POST', apiUrl(origin, path, query), body),
    put: (path, body) => call('PUT', apiUrl(origin, path), body),
    delete: (path) => call('DELETE', apiUrl(origin, path)),
    getNext: (next) => call('GET', next),
  };
}

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw wrongAnswer('it is no JSON');
  }
}
