import { unreachable } from '../../lambdas/core/unreachable.ts';
import { type Answer, oktaError } from './okta-answer.ts';
import type { RateLimit } from './okta-rate-limit.ts';

/** How the org can misbehave once. Each replaces what the request would have been answered, or a part of it. */
export type OrgFault =
  | {
      /** 429. */
      readonly kind: 'rate-limited';
      /** `X-Rate-Limit-Reset` from the answer's date on, also negative; the window's own end if absent. */
      readonly resetInSeconds?: number;
      /** No `X-Rate-Limit` header at all. */
      readonly headersOmitted?: boolean;
      /** Too many requests side by side: limit and remaining are both 0 and the reset is only a hint. */
      readonly concurrency?: boolean;
    }
  | { readonly kind: 'server-error'; readonly status?: 500 | 502 | 503 | 504 }
  /** Never answered; the client has to give up. */
  | { readonly kind: 'hang' }
  /** The connection breaks before the answer. */
  | { readonly kind: 'reset' }
  /** The connection breaks in the middle of the body. */
  | { readonly kind: 'cut' }
  /** 200 with HTML, as a proxy or a maintenance page answers. */
  | { readonly kind: 'not-json' }
  /** 200 with a JSON body that is no list. */
  | { readonly kind: 'not-a-list' }
  /** The next link leads elsewhere; a host that begins like the org's if no origin is given. */
  | { readonly kind: 'foreign-next'; readonly origin?: string }
  | { readonly kind: 'no-next' }
  /** 400, as for a cursor the org no longer knows. */
  | { readonly kind: 'cursor-refused' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'forbidden' };

/** An answer and how much of it arrives. */
export interface Reply {
  readonly answer: Answer;
  readonly rateLimit: RateLimit | undefined;
  readonly arrival: 'whole' | 'cut' | 'reset' | 'never';
}

/** The reply with the fault in it. */
export function withFault(
  fault: OrgFault,
  reply: Reply,
  { url, at }: { readonly url: URL; readonly at: Date },
): Reply {
  switch (fault.kind) {
    case 'rate-limited':
      return { ...reply, answer: oktaError('E0000047'), rateLimit: rateLimitOf(fault, reply.rateLimit, at) };
    case 'server-error':
      return { ...reply, answer: oktaError('E0000009', { status: fault.status ?? 500 }) };
    case 'hang':
      return { ...reply, arrival: 'never' };
    case 'reset':
    case 'cut':
      return { ...reply, arrival: fault.kind };
    case 'not-json':
      return { ...reply, answer: page('text/html', '<!doctype html><title>Down for maintenance</title>') };
    case 'not-a-list':
      return { ...reply, answer: page('application/json', '{"events":[]}') };
    case 'foreign-next':
      return {
        ...reply,
        answer: withNext(reply.answer, (link) => link.replace(url.origin, fault.origin ?? lookAlike(url))),
      };
    case 'no-next':
      return { ...reply, answer: withNext(reply.answer, () => undefined) };
    case 'cursor-refused':
      return { ...reply, answer: oktaError('E0000001', { cause: 'after: the cursor is not valid' }) };
    case 'unauthorized':
      return { ...reply, answer: oktaError('E0000011') };
    case 'forbidden':
      return { ...reply, answer: oktaError('E0000006') };
    default:
      return unreachable(fault);
  }
}

function rateLimitOf(
  { resetInSeconds, headersOmitted, concurrency }: OrgFault & { readonly kind: 'rate-limited' },
  window: RateLimit | undefined,
  at: Date,
): RateLimit | undefined {
  if (headersOmitted || !window) return undefined;
  const answered = Math.floor(at.getTime() / 1000);
  return {
    limit: concurrency ? 0 : window.limit,
    remaining: 0,
    reset: resetInSeconds === undefined ? window.reset : answered + resetInSeconds,
  };
}

const page = (contentType: string, text: string): Answer => ({
  status: 200,
  headers: { 'Content-Type': contentType },
  body: Buffer.from(text),
});

/** Begins like the org's host and ends elsewhere: what a comparison of prefixes lets through. */
const lookAlike = ({ protocol, hostname, port }: URL): string => `${protocol}//${hostname}.example.com:${port}`;

function withNext(answer: Answer, change: (link: string) => string | undefined): Answer {
  const links = [answer.headers['Link'] ?? []].flat().flatMap((line) => line.split(', '));
  const changed = links.flatMap((link) => (link.endsWith('rel="next"') ? (change(link) ?? []) : link));
  return { ...answer, headers: { ...answer.headers, Link: changed } };
}
