import type { Caller } from '../../lambdas/core/lifecycle-event.ts';

/** An admin who signs with AWS credentials. */
export const ADMIN: Caller = {
  id: 'AROAEXAMPLE:ada',
  type: 'User',
  alternateId: 'arn:aws:sts::123456789012:assumed-role/Admin/ada',
  displayName: 'ada',
  ipAddress: '192.0.2.7',
  userAgent: 'curl/8.0',
  requestId: 'request-1',
  requestUri: '/api/v1/logStreams',
};
