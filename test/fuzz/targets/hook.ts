import * as fc from 'fast-check';
import { hookBody } from '../../../lambdas/hook/hook-body.ts';
import { isAccepted, requestHook } from '../../../lambdas/hook/hook-request.ts';
import { readHookSecret } from '../../../lambdas/hook/hook-secret.ts';
import { echoed, echoing, hostileText, secretText } from '../arbitraries/hostile-text.ts';
import { jsonValue } from '../arbitraries/json-text.ts';
import { attemptAsync, claim, claimSame, claimSilent } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly method: 'GET' | 'POST';
  /** An answer, or what became of the connection. */
  readonly status: number;
  readonly text: string;
  readonly secret: string;
  readonly scheme: string;
  readonly path: string;
  readonly logEvent: unknown;
}

const inputs: fc.Arbitrary<Input> = fc
  .record({
    method: fc.constantFrom('GET', 'POST'),
    status: fc.constantFrom(200, 204, 302, 400, 404, 500, 0),
    text: echoing(hostileText()),
    secret: secretText,
    scheme: fc.constantFrom('', 'Bearer ', 'Basic ', '\n', 'é', '\u0000'),
    path: fc.constantFrom('/', '/hooks/a-secret-path', '/?key=a-secret-query'),
    logEvent: jsonValue(['uuid'], 2),
  })
  .map((input) => ({ ...input, text: echoed(input.text, input.secret) }));

const REAL = { requestHook, readHookSecret, hookBody };

export const hookTarget = fuzzTarget<Input, typeof REAL>({
  name: 'hook',
  covers: [
    'lambdas/hook/hook-request.ts',
    'lambdas/hook/hook-secret.ts',
    'lambdas/hook/hook-body.ts',
    'lambdas/http/network-error.ts',
  ],
  weight: 5,
  inputs,
  subject: REAL,
  async check(subject, { method, status, text, secret, scheme, path, logEvent }) {
    const url = new URL(path, 'https://hooks.example');
    const whole = `${scheme}${secret}`;
    const read = await attemptAsync(() => subject.readHookSecret({ read: () => Promise.resolve(whole) }, 'the-id'), {
      codes: ['SECRET_INVALID'],
      secrets: [secret],
    });
    const isPrintable = /^[\x20-\x7e]+$/.test(whole.trim());
    claimSame('taken' in read ? read.taken : undefined, isPrintable ? whole.trim() : undefined, 'the secret');

    const body = subject.hookBody(
      { id: 'e', logEvent },
      { orgUrl: new URL('https://acme.okta.com'), url, now: () => new Date(0) },
    );
    const { data, source } = Object(JSON.parse(body)) as { data: { events: unknown[] }; source: string };
    claimSame(JSON.stringify(data.events), JSON.stringify([logEvent]), 'the event');
    claimSilent(source, ['a-secret-path', 'a-secret-query']);

    const echo = `${text} ${path}`;
    const answer = await subject.requestHook(
      {
        fetch: () =>
          status === 0
            ? Promise.reject(Object.assign(new Error(echo), { code: 'ECONNRESET' }))
            : Promise.resolve(new Response(status === 204 ? null : echo, { status })),
        timeout: () => new AbortController().signal,
        url,
      },
      { method, body },
      ['an old secret', 'taken' in read ? read.taken : 'x'],
    );
    claim(
      answer.says.length < 300 && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(answer.says),
      `it says ${JSON.stringify(answer.says)}`,
    );
    claimSame(answer.status, status === 0 ? undefined : status, 'the status');
    claimSilent(answer.says, ['a-secret-path', 'a-secret-query', ...('taken' in read ? [secret] : [])]);
    return isAccepted(answer) ? 'taken' : 'refused';
  },
  defects: {
    'repeats the answer': (real) => ({
      ...real,
      requestHook: async (connection, request) => real.requestHook(connection, request, []),
    }),
    'rejects with the connection': (real) => ({
      ...real,
      requestHook: async (connection, ...rest) => {
        await connection.fetch(connection.url);
        return real.requestHook(connection, ...rest);
      },
    }),
    'sends any secret': (real) => ({ ...real, readHookSecret: async (secrets, id) => secrets.read(id) }),
    'names the hook by its URL': (real) => ({
      ...real,
      hookBody: (event, options) =>
        real
          .hookBody(event, options)
          .replace(/eventHooks\/\w+/, () => `eventHooks/${options.url.pathname}${options.url.search}`),
    }),
  },
});
