import type { GatewayResponse } from './gateway-response.ts';
import type { Throttle } from './token-bucket.ts';

/** A REST API as the template declares it, with its one stage. */
export interface ApiDefinition {
  readonly id: string;
  readonly stage: string;
  /** Bodies go to the functions as base64, and come from them as base64 where they say so. */
  readonly isBinary: boolean;
  readonly throttle: Throttle;
  readonly methods: readonly MethodDefinition[];
  readonly responses: readonly GatewayResponse[];
}

/** The resources that are played: what is below the stage, or nothing. */
export type ResourcePath = '/' | '/{proxy+}';

/** What happens with every request to a resource, whatever its HTTP method. */
export interface MethodDefinition {
  readonly resourceId: string;
  readonly resourcePath: ResourcePath;
  readonly authorization: Authorization;
  readonly functionArn: string;
  readonly timeoutMs: number;
}

export type Authorization =
  | { readonly type: 'NONE' }
  | { readonly type: 'AWS_IAM' }
  | { readonly type: 'CUSTOM'; readonly authorizer: AuthorizerDefinition };

export interface AuthorizerDefinition {
  readonly id: string;
  readonly type: 'REQUEST' | 'TOKEN';
  readonly functionArn: string;
  /** Headers without which nobody is asked. */
  readonly identityHeaders: readonly string[];
}
