import type { Authorize } from './authorization.ts';

/** Okta's API tokens: the same header for every request. */
export const sswsAuthorize =
  (token: string): Authorize =>
  () =>
    Promise.resolve({ authorization: `SSWS ${token}` });
