import { createECDH } from 'node:crypto';
import * as fc from 'fast-check';
import { parseCredentials } from '../../../lambdas/okta/credentials.ts';
import { ECHO, echoed, echoing, hostileText, HOSTILE_KEYS, secretText } from '../arbitraries/hostile-text.ts';
import { JSON_PIECES, jsonValue } from '../arbitraries/json-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly text: string;
  readonly secrets: readonly string[];
}

const jwkNumber = (value: bigint): string => {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
};

/** Two Mersenne primes make an RSA key that is the same in every run. */
function rsaJwk(): Record<string, unknown> {
  const [p, q, e] = [2n ** 607n - 1n, 2n ** 521n - 1n, 65_537n];
  const d = inverse(e, (p - 1n) * (q - 1n));
  const members = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  return {
    kty: 'RSA',
    ...Object.fromEntries(Object.entries(members).map(([name, value]) => [name, jwkNumber(value)])),
  };
}

/** By Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1, s0, s1] = [modulus, value % modulus, 0n, 1n];
  while (r1 !== 0n) [r0, r1, s0, s1] = [r1, r0 - (r0 / r1) * r1, s1, s0 - (r0 / r1) * s1];
  return ((s0 % modulus) + modulus) % modulus;
}

function ecJwk(): Record<string, unknown> {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(Buffer.alloc(32, 7));
  const point = ecdh.getPublicKey();
  return {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: Buffer.alloc(32, 7).toString('base64url'),
  };
}

const JWKS = [rsaJwk(), ecJwk()];
const KEY_SECRETS = JWKS.map(({ d }) => String(d));

const jwk = fc
  .tuple(
    fc.constantFrom(...JWKS),
    fc.record(
      {
        alg: fc.constantFrom('RS256', 'RS384', 'RS512', 'ES256', 'HS256', 'none', ...HOSTILE_KEYS),
        kid: fc.oneof(hostileText(3), fc.constant(7)),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([key, more]) => ({ ...key, ...more }));

const privateKey = fc.oneof(
  jwk,
  jwk.map((key) => JSON.stringify(key)),
  jsonValue(['kty', 'd', 'alg', 'kid'], 2),
  fc.constantFrom('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 7, null),
);

const oauth = fc.record(
  {
    clientId: fc.oneof(fc.constant('0oa1'), hostileText(3), jsonValue([], 1)),
    privateKey,
    keyId: fc.oneof(hostileText(2), jsonValue([], 1)),
    dpop: fc.constantFrom(true, false, 'true', 'false', 'no', 0, null),
  },
  { requiredKeys: ['clientId', 'privateKey'] },
);

const TOKENS = [
  ECHO,
  ` ${ECHO}\n`,
  `"${ECHO}"`,
  `SSWS ${ECHO}`,
  `${ECHO}==`,
  `${ECHO}\u200b`,
  JSON.stringify({ token: ECHO }),
  JSON.stringify({ token: [ECHO] }),
];

const secretsText = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...TOKENS) },
  {
    weight: 3,
    arbitrary: mutatedText(
      oauth.map((value) => JSON.stringify(value)),
      JSON_PIECES,
    ),
  },
  { weight: 1, arbitrary: mutatedText(fc.constant(JSON.stringify({ token: ECHO, clientId: 'x' })), JSON_PIECES) },
  {
    weight: 1,
    arbitrary: jsonValue(['token', 'clientId', 'privateKey', 'keyId', 'dpop']).map((value) => JSON.stringify(value)),
  },
  { weight: 1, arbitrary: echoing(hostileText(10)) },
);

const inputs: fc.Arbitrary<Input> = fc
  .tuple(secretsText, secretText)
  .map(([written, secret]) => ({ text: echoed(written, secret), secrets: [secret, ...KEY_SECRETS] }));

export const oktaCredentialsTarget = fuzzTarget<Input, typeof parseCredentials>({
  name: 'okta-credentials',
  covers: ['lambdas/okta/credentials.ts', 'lambdas/okta/client-key.ts'],
  weight: 4,
  inputs,
  subject: parseCredentials,
  check(parse, { text, secrets }) {
    // A mutation may take a character out of a secret: what is left is none any more.
    const told = secrets.filter((secret) => text.includes(secret));
    const result = attempt(() => parse(text), { codes: ['SECRET_INVALID'], secrets: told });
    if ('refused' in result) return 'refused';
    const credentials = result.taken;
    if (credentials.type === 'ssws') {
      claim(/^[\x21-\x7e]+$/.test(credentials.token), 'a token that fits no header was taken');
      claim(text.includes(credentials.token), 'the token is not the one of the secret');
      return 'taken';
    }
    const secret: unknown = JSON.parse(text);
    claimSame(credentials.clientId, Reflect.get(Object(secret), 'clientId'), 'the client id');
    claimSame(typeof credentials.dpop, 'boolean', 'the type of dpop');
    claim(
      !credentials.key.extractable && credentials.key.usages.join() === 'sign',
      'the key can be more than signed with',
    );
    claim(
      ['RSASSA-PKCS1-v1_5', 'ECDSA'].includes(credentials.key.algorithm.name),
      `the algorithm is ${credentials.key.algorithm.name}`,
    );
    return 'taken';
  },
  defects: {
    'parses without care': () => (text) => {
      if (text.trim().startsWith('{')) JSON.parse(text);
      return parseCredentials(text);
    },
    'takes any text for a token': () => (text) =>
      text.startsWith('{') ? parseCredentials(text) : { type: 'ssws', token: text },
    'tells what it got': () => (text) => {
      try {
        return parseCredentials(text);
      } catch (error) {
        throw Object.assign(new Error(`it is ${text}`), { code: 'SECRET_INVALID', cause: error });
      }
    },
  },
});
