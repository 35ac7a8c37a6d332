import type { EventHookDeps } from '../../lambdas/hook/send-to-hook.ts';
import type { Secrets } from '../../lambdas/core/ports.ts';
import { manualClock } from './manual-clock.ts';
import { memoryVerifiedHook } from './memory-verified-hook.ts';

export const HOOK_URL = new URL('https://hooks.acme.example/okta/9f2c?code=s3cr3t-query');
export const HOOK_SECRET = 'Bearer 6e1d5f0c-very-secret';
export const HOOK_SECRET_ID = 'okta-log-streaming/event-hook';
export const CHALLENGE = 'challenge-1';

export interface HookCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

/** What becomes of a request; `hang` says nothing until the time limit. */
export type HookReply = Response | Error | 'hang';

export interface FakeHook {
  readonly deps: EventHookDeps;
  readonly calls: HookCall[];
  /** `GET`, `POST` … in order. */
  methods(): string[];
  /** Reads of the secret, `fresh` or `cached`. */
  readonly secretReads: string[];
  /** The milliseconds of each time limit. */
  readonly limits: number[];
}

interface Options {
  /** Instead of accepting, for the nth request, counted from 1. */
  readonly reply?: (n: number, call: HookCall) => HookReply | undefined;
  readonly secret?: { readonly cached: string; readonly stored: string };
  readonly url?: URL;
  readonly verified?: EventHookDeps['verified'];
}

export const repeats = (challenge: string | null): Response => Response.json({ verification: challenge });

/** A hook that wants events, as Okta's documentation has it, and what sends them to it. */
export function fakeHook({ reply, secret, url = HOOK_URL, verified = memoryVerifiedHook() }: Options = {}): FakeHook {
  const calls: HookCall[] = [];
  const secretReads: string[] = [];
  const limits: number[] = [];
  let expire = new AbortController();

  const visit = async (target: URL, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    const body = typeof init.body === 'string' ? init.body : undefined;
    const call = { method: init.method ?? 'GET', url: target.href, headers, body };
    calls.push(call);
    const answer =
      reply?.(calls.length, call) ??
      (call.method === 'GET'
        ? repeats(headers.get('x-okta-verification-challenge'))
        : new Response(null, { status: 204 }));
    if (answer === 'hang' && init.signal) expire.abort();
    init.signal?.throwIfAborted();
    if (answer instanceof Error) throw answer;
    if (answer === 'hang') throw new Error('nothing limits the time of this request');
    const location = answer.headers.get('location');
    return location !== null && init.redirect !== 'manual' ? visit(new URL(location), init) : answer;
  };

  const secrets: Secrets = {
    async read(id, { fresh = false } = {}) {
      if (id !== HOOK_SECRET_ID) throw new Error(`nobody has a secret "${id}"`);
      secretReads.push(fresh ? 'fresh' : 'cached');
      return secret?.[fresh ? 'stored' : 'cached'] ?? HOOK_SECRET;
    },
  };
  let challenges = 0;

  return {
    deps: {
      hook: {
        fetch: (to, init = {}) =>
          to instanceof URL ? visit(to, init) : Promise.reject(new TypeError('expected a URL')),
        timeout(ms) {
          limits.push(ms);
          expire = new AbortController();
          return expire.signal;
        },
        url,
        secrets,
        secretId: HOOK_SECRET_ID,
      },
      orgUrl: new URL('https://acme.okta.com/ignored'),
      verified,
      challenge: () => `challenge-${(challenges += 1)}`,
      now: manualClock().now,
    },
    calls,
    methods: () => calls.map(({ method }) => method),
    secretReads,
    limits,
  };
}
