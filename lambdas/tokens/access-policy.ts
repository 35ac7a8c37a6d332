import { mayManage } from './find-token.ts';
import type { TokenRecord } from './token-record.ts';

/** What a Lambda authorizer answers for a token that it knows, in API Gateway's form. */
export interface Access {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: [
      { readonly Action: 'execute-api:Invoke'; readonly Effect: 'Allow'; readonly Resource: string },
    ];
  };
  readonly context: { readonly tokenId: string; readonly tokenName: string; readonly scopes: string };
}

/** `arn:<partition>:execute-api:<region>:<account>:<api>/<stage>`, then method and path. */
const STAGE_ARN = /^(arn:[\w-]+:execute-api:[\w-]+:\d{12}:[\w-]+\/[\w-]+)\//;

/**
 * Access to the whole of `/api/v1` that the token's scopes cover, and not only to the method called: API Gateway may
 * keep the answer and hold the token's next request against it.
 */
export function accessPolicy(record: TokenRecord, methodArn: string): Access {
  const stageArn = STAGE_ARN.exec(methodArn)?.[1];
  if (stageArn === undefined) throw new TypeError(`"${methodArn}" is no ARN of a method of a REST API`);
  const Resource = `${stageArn}/${mayManage(record) ? '*' : 'GET'}/v1/*`;
  return {
    principalId: record.id,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource }],
    },
    context: { tokenId: record.id, tokenName: record.name, scopes: record.scopes.join(' ') },
  };
}
