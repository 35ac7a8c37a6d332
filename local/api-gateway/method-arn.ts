import { arnOf } from '../account.ts';
import type { RoutedRequest } from './proxy-event.ts';

/** Of the API itself: what it says it is when it invokes its authorizer. */
export const authorizerArn = (apiId: string, authorizerId: string): string =>
  arnOf('execute-api', `${apiId}/authorizers/${authorizerId}`);

/** What a policy allows or denies: this method of this path. */
export const methodArn = ({ request, api, resourcePath }: RoutedRequest): string =>
  arnOf('execute-api', `${api.id}/${api.stage}/${request.method}${resourcePath}`);
