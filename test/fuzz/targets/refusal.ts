import * as fc from 'fast-check';
import { refusalOf } from '../../../lambdas/okta/refusal.ts';
import { echoed, echoing, hostileText, secretText } from '../arbitraries/hostile-text.ts';
import { jsonText } from '../arbitraries/json-text.ts';
import { mutatedBytes } from '../arbitraries/mutated.ts';
import { claim, claimSame, claimSilent } from '../claims.ts';
import { fuzzTarget, type Outcome } from '../fuzz-target.ts';

const NOW = new Date('2026-03-01T00:00:00.000Z');

interface Input {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly secret: string;
}

/** What a header may hold at all. */
const headerText = (text: string): string => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '').trim();

const body = fc.oneof(
  { weight: 3, arbitrary: mutatedBytes(jsonText(['errorCode', 'errorSummary', 'error', 'error_description'], 2)) },
  { weight: 1, arbitrary: hostileText().map((text) => Buffer.from(text)) },
);

const complaint = echoing(hostileText(4)).map((errorSummary) =>
  Buffer.from(JSON.stringify({ errorCode: 'E0000011', errorSummary })),
);

const answer = fc.record({
  status: fc.constantFrom(200, 201, 204, 301, 304, 307, 400, 401, 403, 404, 410, 418, 429, 500, 502, 503, 599),
  headers: fc.record(
    {
      'www-authenticate': echoing(
        fc.constantFrom('DPoP error="invalid_dpop_proof", error_description="', 'Bearer error="', 'error="', ''),
      ),
      location: fc.oneof(
        fc.constantFrom('https://evil.example/x', 'data:,x', '//[', '/relative'),
        echoing(hostileText(6)),
      ),
      'x-rate-limit-reset': fc.constantFrom('', '-1', '1772323260', '99999999999'),
      date: fc.constantFrom('', 'x', 'Sun, 01 Mar 2026 00:00:00 GMT'),
    },
    { requiredKeys: [] },
  ),
  body: fc.oneof({ weight: 3, arbitrary: body }, { weight: 1, arbitrary: complaint }),
});

const inputs: fc.Arbitrary<Input> = fc
  .tuple(answer, secretText)
  .map(([{ status, headers, body: bytes }, secret]) => ({
    status,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, headerText(echoed(value, secret))]),
    ),
    body: Buffer.from(echoed(bytes.toString('latin1'), secret), 'latin1'),
    secret,
  }));

const CODES = new Set([
  'OKTA_UNAUTHORIZED',
  'CURSOR_REFUSED',
  'OKTA_REJECTED',
  'OKTA_UNAVAILABLE',
  'OKTA_RATE_LIMITED',
]);

export const refusalTarget = fuzzTarget<Input, typeof refusalOf>({
  name: 'okta-refusal',
  covers: ['lambdas/okta/refusal.ts', 'lambdas/okta/json-object.ts'],
  inputs,
  subject: refusalOf,
  async check(subject, { status, headers, body: bytes, secret }): Promise<Outcome> {
    const hasBody = status !== 204 && status !== 304;
    const response = new Response(hasBody ? Uint8Array.from(bytes) : null, { status, headers });
    const error = await subject(response, { host: 'acme.okta.com', now: NOW, credentials: [secret] });
    claim(CODES.has(error.code), `the code is ${error.code}`);
    claimSilent(error.message, [secret]);
    claim(
      !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(error.message),
      `the message has invisible characters: ${JSON.stringify(error.message)}`,
    );
    claim(error.message.length < 600, `the message has ${error.message.length} characters`);
    if (status === 429) {
      const retryAt: unknown = Reflect.get(error, 'retryAt');
      claim(retryAt instanceof Date && retryAt > NOW, `a 429 may be repeated ${String(retryAt)}`);
    }
    if (status === 410) claimSame(error.code, 'CURSOR_REFUSED', 'the code of a 410');
    claimSame(error.code === 'OKTA_UNAVAILABLE', status >= 500, 'whether it is an outage');
    return 'refused';
  },
  defects: {
    'repeats the body': () => async (response, context) => {
      const text = await response.clone().text();
      const error = await refusalOf(response, context);
      error.message += text;
      return error;
    },
    'does not know the credentials': () => (response, context) =>
      refusalOf(response, { ...context, credentials: [] }),
    'takes a bad gateway for a refused cursor': () => async (response, context) =>
      refusalOf(response.status === 502 ? new Response(null, { status: 410 }) : response, context),
  },
});
