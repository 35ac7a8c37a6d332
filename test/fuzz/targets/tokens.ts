import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { accessPolicy } from '../../../lambdas/tokens/access-policy.ts';
import { presentedToken } from '../../../lambdas/tokens/authorization-header.ts';
import { findToken } from '../../../lambdas/tokens/find-token.ts';
import { mintToken } from '../../../lambdas/tokens/mint-token.ts';
import { parseTokens, SCOPES, tokensText, type TokenRecord } from '../../../lambdas/tokens/token-record.ts';
import { hostileText, HOSTILE_KEYS } from '../arbitraries/hostile-text.ts';
import { jsonText } from '../arbitraries/json-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly minted: readonly { readonly token: string; readonly record: TokenRecord }[];
  /** Of the secret; by default what the records come to. */
  readonly text?: string | undefined;
  readonly headers: readonly (readonly [string, string])[];
  readonly methodArn: string;
}

const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('terraform', 'Zoë', '__proto__', 'x'.repeat(100)) },
  { weight: 1, arbitrary: hostileText(4) },
);

const minted = fc
  .tuple(name, fc.subarray([...SCOPES], { minLength: 1 }), fc.nat(), fc.nat(1e12))
  .map(([itsName, scopes, seed, ms]) =>
    mintToken({
      name: itsName,
      scopes,
      now: new Date(ms),
      random: (count) => createHash('sha512').update(`${seed} ${count}`).digest().subarray(0, count),
    }),
  );

const inputs: fc.Arbitrary<Input> = fc
  .tuple(
    fc.array(minted, { maxLength: 3 }),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.oneof(jsonText(['tokens', 'id', 'name', 'sha256', 'scopes', 'created'], 4), hostileText()),
      },
    ),
    fc.array(
      fc.tuple(
        fc.constantFrom('Authorization', 'authorization', 'AUTHORIZATION', ...HOSTILE_KEYS),
        fc.constantFrom('SSWS ', 'ssws  ', 'Bearer ', 'Basic ', 'SSWS', ''),
        fc.oneof(fc.constant('a token'), hostileText(3)),
        fc.constantFrom('', '', '\n', ' ', ', SSWS'),
      ),
      { maxLength: 2 },
    ),
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          'arn:aws:execute-api:eu-west-1:123456789012:abc/api/GET/v1/logStreams',
          'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abc/api/DELETE/v1/x',
        ),
      },
      {
        weight: 1,
        arbitrary: mutatedText(fc.constant('arn:aws:execute-api:eu-west-1:123456789012:abc/api/GET/v1'), [
          '*',
          '/',
          ':',
          '?',
          '\n',
        ]),
      },
    ),
    fc.option(
      fc.tuple(
        fc.nat(300),
        fc.nat(2),
        fc.constantFrom('', '"more":1,', '"__proto__":{},', '"', '\\u0000', 'okta.logStreams.manage'),
      ),
      { freq: 2 },
    ),
  )
  .map(([tokens, foreign, values, methodArn, damage]) => {
    const own = tokensText(tokens.map(({ record }) => record));
    const [at, length, piece] = damage ?? [0, 0, ''];
    const damaged = damage ? own.slice(0, at) + piece + own.slice(at + length) : undefined;
    const token = tokens[0]?.token ?? '00no-token-of-ours-but-it-looks-like-one-x';
    return {
      minted: tokens,
      text: foreign ?? damaged,
      headers: values.map(
        ([header, scheme, value, end]) => [header, `${scheme}${value === 'a token' ? token : value}${end}`] as const,
      ),
      methodArn,
    };
  });

const REAL = { parseTokens, presentedToken, findToken, accessPolicy };

export const tokensTarget = fuzzTarget<Input, typeof REAL>({
  name: 'tokens',
  covers: [
    'lambdas/tokens/token-record.ts',
    'lambdas/tokens/authorization-header.ts',
    'lambdas/tokens/access-policy.ts',
    'lambdas/tokens/find-token.ts',
    'lambdas/tokens/token-hash.ts',
    'lambdas/tokens/mint-token.ts',
  ],
  inputs,
  subject: REAL,
  check(subject, { minted: tokens, text, headers, methodArn }) {
    const records = tokens.map(({ record }) => record);
    const written = text ?? tokensText(records);
    const result = attempt(() => subject.parseTokens(written), {
      codes: ['SECRET_INVALID'],
      secrets: records.map(({ sha256 }) => sha256),
    });
    if (text === undefined && records.every(isGood) && isDistinct(records))
      claimSame('taken' in result ? result.taken : result, records, 'the records');
    const known = 'taken' in result ? result.taken : [];
    for (const record of known) {
      claim(isGood(record), `a record is ${JSON.stringify(record)}`);
      claimSame(Object.keys(record), ['id', 'name', 'sha256', 'scopes', 'created'], 'the members of a record');
      claimAccess(subject.accessPolicy, record, methodArn);
    }
    for (const { token } of tokens) {
      const found = subject.findToken(known, token);
      claimSame(
        found?.sha256,
        known.find(({ sha256 }) => sha256 === createHash('sha256').update(token).digest('base64url'))?.sha256,
        'the record of a token',
      );
      claimSame(
        subject.findToken(known, `${token.slice(0, -1)}!`),
        undefined,
        'the record of a token that is not ours',
      );
    }

    const presented = subject.presentedToken(Object.fromEntries(headers));
    const distinct = Object.entries(Object.fromEntries(headers)).filter(
      ([header]) => header.toLowerCase() === 'authorization',
    );
    if (presented !== undefined) {
      claim(/^00[\w-]{40}$/.test(presented), 'a token of another form was presented');
      claim(
        distinct.length === 1 && distinct[0]?.[1].trim().endsWith(` ${presented}`) === true,
        'a token was taken from somewhere else',
      );
    }
    return 'taken' in result ? 'taken' : 'refused';
  },
  defects: {
    'takes records with more members': (real) => ({
      ...real,
      parseTokens: (written) => (JSON.parse(written).tokens ?? []) as TokenRecord[],
    }),
    'tells where JSON ends': (real) => ({
      ...real,
      parseTokens: (written) => {
        JSON.parse(written);
        return real.parseTokens(written);
      },
    }),
    'lets readers write': (real) => ({
      ...real,
      accessPolicy: (record, arn) => real.accessPolicy({ ...record, scopes: SCOPES }, arn),
    }),
    'finds tokens by their beginning': (real) => ({
      ...real,
      findToken: (known, presented) => real.findToken(known, presented) ?? known.find(() => presented.endsWith('!')),
    }),
    'takes the first of two headers': (real) => ({
      ...real,
      presentedToken: (headers) => {
        const [first] = Object.entries(headers ?? {});
        return real.presentedToken(first ? { authorization: first[1] } : {});
      },
    }),
  },
});

const isGood = ({ id, name: itsName, sha256, scopes, created }: TokenRecord): boolean =>
  /^00T[0-9A-Za-z]{17}$/.test(id) &&
  /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,100}$/u.test(itsName) &&
  /^[\w-]{43}$/.test(sha256) &&
  scopes.length > 0 &&
  scopes.every((scope) => SCOPES.includes(scope)) &&
  !Number.isNaN(Date.parse(created));

const isDistinct = (records: readonly TokenRecord[]): boolean =>
  new Set(records.map(({ id }) => id)).size === records.length &&
  new Set(records.map(({ sha256 }) => sha256)).size === records.length;

/** Within the stage that was called, and to write only with the scope for it. */
function claimAccess(policy: typeof accessPolicy, record: TokenRecord, methodArn: string): void {
  const stage = /^arn:[\w-]+:execute-api:[\w-]+:[0-9]{12}:[\w-]+\/[\w-]+(?=\/)/.exec(methodArn)?.[0];
  if (stage === undefined) {
    let isRefused = false;
    try {
      policy(record, methodArn);
    } catch {
      isRefused = true;
    }
    claim(isRefused, `${methodArn} is the ARN of a method`);
    return;
  }
  const { policyDocument } = policy(record, methodArn);
  const verb = record.scopes.includes('okta.logStreams.manage') ? '*' : 'GET';
  claimSame(
    policyDocument.Statement,
    [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${stage}/${verb}/v1/*` }],
    'what is allowed',
  );
}
