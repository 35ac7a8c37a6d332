import { ACCOUNT_ID, REGION } from '../provision.ts';
import type { RoutedRequest } from './proxy-event.ts';

/** What a policy allows or denies: this method of this path. */
export const methodArn = ({ request, api, resourcePath }: RoutedRequest): string =>
  `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${api.id}/${api.stage}/${request.method}${resourcePath}`;
