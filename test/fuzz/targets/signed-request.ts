import * as fc from 'fast-check';
import { type OutgoingRequest, signatureAuthorize, tokenAuthorize } from '../../../cli/authorization.ts';
import { apiUrl } from '../../../cli/api-url.ts';
import { parseAuthorizationHeader } from '../../../local/api-gateway/authorization-header.ts';
import { hostileText, secretText } from '../arbitraries/hostile-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { claim, claimSame, claimSilent } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly method: string;
  readonly query: readonly (readonly [string, string])[];
  readonly body: string | undefined;
  readonly secret: string;
  /** Of a request that somebody else signed. */
  readonly foreignHeader: string;
}

const HEADER =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7';

const inputs: fc.Arbitrary<Input> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  query: fc.array(
    fc.tuple(
      fc.constantFrom('after', 'filter', '__proto__'),
      hostileText(4).map((text) => text.toWellFormed()),
    ),
    { maxLength: 2 },
  ),
  body: fc.option(hostileText(), { nil: undefined }),
  secret: secretText,
  foreignHeader: mutatedText(fc.constant(HEADER), [',', '=', ' ', '/', ';', 'Credential=', 'AWS4', '\u00e9', '']),
});

const REAL = {
  sign: (secret: string, request: OutgoingRequest) =>
    signatureAuthorize({
      credentials: () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret }),
      region: 'eu-west-1',
      now: () => new Date('2026-03-01T00:00:00.000Z'),
    })(request),
  tokenAuthorize,
  parseAuthorizationHeader,
};

export const signedRequestTarget = fuzzTarget<Input, typeof REAL>({
  name: 'signed-request',
  covers: ['cli/authorization.ts', 'cli/sha256.ts', 'local/api-gateway/authorization-header.ts'],
  weight: 2,
  inputs,
  subject: REAL,
  async check(subject, { method, query, body, secret, foreignHeader }) {
    const url = apiUrl('https://api.example', '/api/v1/logs', Object.fromEntries(query));
    const request = { method, url, headers: { accept: 'application/json' }, body };
    const signed = await subject.sign(secret, request);
    claimSilent(JSON.stringify(signed), [secret]);
    claim(
      !Object.keys(signed).includes('host') && signed['accept'] === 'application/json',
      `the headers are ${Object.keys(signed).join()}`,
    );
    const header = subject.parseAuthorizationHeader(signed['authorization'] ?? '');
    claimSame([header.accessKeyId, header.region], ['AKIDEXAMPLE', 'eu-west-1'], 'who signed');
    claim(/^[0-9a-f]{64}$/.test(header.signature), `the signature is ${header.signature}`);
    const other = await subject.sign(secret, { ...request, body: `${body ?? ''}!` });
    claim(other['authorization'] !== signed['authorization'], 'two requests have one signature');

    claimSame(
      await subject.tokenAuthorize(secret)(request),
      { accept: 'application/json', authorization: `SSWS ${secret}` },
      'the headers with a token',
    );
    try {
      subject.parseAuthorizationHeader(foreignHeader);
      return 'taken';
    } catch (error) {
      claim(
        typeof Reflect.get(Object(error), 'gatewayResponse') === 'string' ||
          Reflect.get(Object(error), 'name') === 'Refusal',
        `what is thrown is ${String(error)}`,
      );
      return 'refused';
    }
  },
  defects: {
    'sends the key along': (real) => ({
      ...real,
      sign: async (secret, request) => ({ ...(await real.sign(secret, request)), 'x-key': secret }),
    }),
    'does not sign the body': (real) => ({
      ...real,
      sign: (secret, { body: _body, ...request }) => real.sign(secret, request),
    }),
    'forgets the headers': (real) => ({
      ...real,
      tokenAuthorize: (token) => () => Promise.resolve({ authorization: `SSWS ${token}` }),
    }),
    'falls over a header': (real) => ({
      ...real,
      parseAuthorizationHeader: (header) => {
        if (!header.startsWith('AWS4')) throw new TypeError(header);
        return real.parseAuthorizationHeader(header);
      },
    }),
  },
});
