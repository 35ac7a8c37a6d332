import { describe, expect, test } from '@jest/globals';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { createAuthorizeHandler } from '../../lambdas/runtime/create-authorize-handler.ts';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import type { Scope } from '../../lambdas/tokens/token-record.ts';
import { CapturedLogger } from '../support/captured-logger.ts';
import { lambdaContext } from '../support/lambda-invocation.ts';
import { START } from '../support/manual-clock.ts';

const STAGE = 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/api';

const minted = (seed: number, scopes: readonly Scope[]) =>
  mintToken({ name: `token ${seed}`, scopes, now: START, random: (count) => new Uint8Array(count).fill(seed) });
const reader = minted(1, ['okta.logStreams.read']);
const manager = minted(2, ['okta.logStreams.manage']);

const eventWith = (headers: Record<string, string> | null): APIGatewayRequestAuthorizerEvent =>
  ({ type: 'REQUEST', methodArn: `${STAGE}/GET/v1/logStreams`, headers }) as APIGatewayRequestAuthorizerEvent;

function authorizer(failure?: Error) {
  const logger = new CapturedLogger();
  const find = (presented: string) =>
    failure
      ? Promise.reject(failure)
      : Promise.resolve([reader, manager].find(({ token }) => token === presented)?.record);
  const handler = createAuthorizeHandler({ tokens: { find } }, logger);
  return {
    logger,
    authorize: (headers: Record<string, string> | null) => handler(eventWith(headers), lambdaContext()),
  };
}

describe('the authorizer', () => {
  test.each([
    ['SSWS', reader, `${STAGE}/GET/v1/*`],
    ['Bearer', manager, `${STAGE}/*/v1/*`],
  ])('answers a token after %s with what its scopes allow', async (scheme, { token, record }, Resource) => {
    const { authorize } = authorizer();

    expect(await authorize({ Authorization: `${scheme} ${token}` })).toMatchObject({
      principalId: record.id,
      policyDocument: { Statement: [{ Effect: 'Allow', Resource }] },
      context: { tokenId: record.id, tokenName: record.name, scopes: record.scopes.join(' ') },
    });
  });

  test.each<[string, Record<string, string> | null]>([
    ['no headers', null],
    ['no token', {}],
    ['a malformed one', { authorization: 'SSWS secret' }],
    ['an unknown one', { authorization: `SSWS 00${'x'.repeat(40)}` }],
  ])(
    'refuses %s with the one message that API Gateway takes for a 401, which is no error',
    async (_what, headers) => {
      const { authorize, logger } = authorizer();

      const refused: unknown = await authorize(headers).catch((error: unknown) => error);

      expect(refused).toBeInstanceOf(Error);
      expect(refused).toMatchObject({ message: 'Unauthorized' });
      expect(logger.lines).toEqual([expect.objectContaining({ level: 'INFO', message: 'refused' })]);
    },
  );

  test('fails with what kept it from telling, and logs it', async () => {
    const { authorize, logger } = authorizer(new Error('Secrets Manager does not answer'));

    await expect(authorize({ authorization: `SSWS ${reader.token}` })).rejects.toThrow(
      'Secrets Manager does not answer',
    );

    expect(logger.lines).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'invocation failed',
        detail: 'Secrets Manager does not answer',
      }),
    ]);
  });

  test('logs the id of a token and nothing else of it', async () => {
    const { authorize, logger } = authorizer();
    await authorize({ authorization: `SSWS ${reader.token}` });
    await authorize({ authorization: `SSWS 00${'secret00'.repeat(5)}` }).catch(() => undefined);
    await authorize({ authorization: 'SSWS my-secret' }).catch(() => undefined);

    const logged = JSON.stringify(logger.lines);

    expect(logger.lines).toContainEqual(
      expect.objectContaining({ message: 'authorized', tokenId: reader.record.id }),
    );
    for (const secret of [reader.token, reader.record.sha256, 'secret']) expect(logged).not.toContain(secret);
  });
});
