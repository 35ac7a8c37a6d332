import type { APIGatewayRequestAuthorizerEvent, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { describeError } from '../../lambdas/core/errors.ts';
import { isObject } from '../is-object.ts';
import { decide } from '../iam/decide.ts';
import { parsePolicy, type Statement } from '../iam/policy.ts';
import type { LocalFunction } from '../local-function.ts';
import type { AuthorizerDefinition } from './definition.ts';
import { methodArn } from './method-arn.ts';
import { type Caller, eventOf, type RoutedRequest } from './proxy-event.ts';
import { headerOf } from './received-request.ts';
import { Refusal } from './refusal.ts';

export interface LambdaAuthorizer {
  readonly definition: AuthorizerDefinition;
  readonly target: Pick<LocalFunction, 'name' | 'invoke'>;
  /** Hears why an answer was of no use, which the caller does not. */
  readonly onFailure: (line: string) => void;
}

interface Answer {
  readonly statements: readonly Statement[];
  readonly context: Readonly<Record<string, string | null>>;
}

/** AuthorizationType CUSTOM: what the authorizer's function says of the caller, if its policy allows this call. */
export async function authorizeByLambda(routed: RoutedRequest, authorizer: LambdaAuthorizer): Promise<Caller> {
  const { identityHeaders } = authorizer.definition;
  if (identityHeaders.some((name) => (headerOf(routed.request, name) ?? '') === '')) throw unauthorized();

  const { statements, context } = await ask(authorizer, authorizerEvent(routed, authorizer.definition));
  const { outcome } = decide(statements, { action: 'execute-api:Invoke', resource: methodArn(routed) });
  if (outcome !== 'allowed') {
    const because = outcome === 'denied' ? ' with an explicit deny in an identity-based policy' : '';
    throw new Refusal('ACCESS_DENIED', {
      reason: `User is not authorized to access this resource${because}`,
      errorType: 'AccessDeniedException',
    });
  }
  return { authorizer: { ...context, integrationLatency: 0 } };
}

function authorizerEvent(
  routed: RoutedRequest,
  { type, identityHeaders: [header = ''] }: AuthorizerDefinition,
): APIGatewayRequestAuthorizerEvent | APIGatewayTokenAuthorizerEvent {
  if (type === 'TOKEN') {
    return { type, methodArn: methodArn(routed), authorizationToken: headerOf(routed.request, header) ?? '' };
  }
  return { type, methodArn: methodArn(routed), ...eventOf(routed, {}) } as APIGatewayRequestAuthorizerEvent;
}

async function ask({ target, onFailure }: LambdaAuthorizer, event: object): Promise<Answer> {
  const failed = (why: string): Refusal => {
    onFailure(`authorizer ${target.name}: ${why}`);
    return new Refusal('AUTHORIZER_CONFIGURATION_ERROR', {
      reason: null,
      errorType: 'AuthorizerConfigurationException',
    });
  };

  const result = await target.invoke(event).catch((error: unknown) => {
    const message = describeError(error);
    // AWS: this message, letter for letter, and no other.
    throw message === 'Unauthorized' ? unauthorized() : failed(message);
  });
  try {
    return readAnswer(result);
  } catch (error) {
    throw failed(describeError(error));
  }
}

function readAnswer(result: unknown): Answer {
  const answer: unknown = JSON.parse(JSON.stringify(result) ?? 'null');
  if (!isObject(answer)) throw new Error('the answer is no object');
  const { principalId, policyDocument, context = {} } = answer;
  if (typeof principalId !== 'string' || principalId === '') throw new Error('principalId must be a text');
  if (!isObject(context)) throw new Error('context must be an object');
  return {
    statements: parsePolicy('policyDocument', policyDocument),
    context: { ...Object.fromEntries(Object.entries(context).map(contextText)), principalId },
  };
}

/** AWS: numbers and booleans of the context arrive as texts; nothing with members is allowed in it. */
function contextText([name, value]: [string, unknown]): [string, string | null] {
  if (value === null) return [name, null];
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new Error(`context.${name} must be a text, number or boolean`);
  }
  return [name, String(value)];
}

const unauthorized = (): Refusal =>
  new Refusal('UNAUTHORIZED', { reason: 'Unauthorized', errorType: 'UnauthorizedException' });
