import { type Dialect, type Dialects, unknownKey } from './json-authorization.ts';
import { dynamoDbNeeds, eventBridgeNeeds, secretsManagerNeeds, sqsNeeds } from './needs.ts';

export const DYNAMODB: Dialects = { DynamoDB_20120810: { needs: dynamoDbNeeds } };

export const SQS: Dialects = {
  AmazonSQS: {
    needs: sqsNeeds,
    unknownKey: unknownKey('InvalidClientTokenId', 403),
    // SQS spells the action without capitals.
    denied: (denial) => denial.worded({ action: denial.action.toLowerCase() }),
  },
};

export const eventBridgeDialect: Dialect = { needs: eventBridgeNeeds };

/** Of a secret that is not there AWS says what the caller called it. */
export const secretsManagerDialect = (arnOf: (id: string) => string | undefined): Dialect => ({
  needs: secretsManagerNeeds(arnOf),
  denied(denial, { SecretId, Name }) {
    const called = SecretId ?? Name;
    const isUnknown = typeof called === 'string' && arnOf(called) === undefined;
    return isUnknown ? denial.worded({ resource: called }) : denial.message;
  },
});
