import { OktaError } from './okta-error.ts';

/** Okta's answer to a request that cannot be as it was asked for: what it is about, and a sentence for each problem. */
export const invalid = (subject: string, causes: readonly string[]): OktaError =>
  new OktaError(400, 'E0000001', `Api validation failed: ${subject}`, causes);
