import { OktaError } from './okta-error.ts';
import { parseScimFilter } from './scim-filter.ts';

/** What a list of log streams may be filtered by. */
export interface StreamFilter {
  readonly attribute: 'type' | 'status';
  readonly value: string;
}

/**
 * Okta: one expression, `type eq "…"` or `status eq "ACTIVE|INACTIVE"`. Fails with E0000053 when it is no filter at
 * all, and with E0000031 when it is another one. A type that no stream has is not found; it is no fault.
 */
export function parseStreamFilter(text: string): StreamFilter {
  const expression = parseScimFilter(text);
  if (expression.op !== 'eq' || typeof expression.literal !== 'string') throw unsupported();

  const { attribute, literal: value } = expression;
  if (attribute !== 'type' && attribute !== 'status') throw unsupported();
  if (attribute === 'status' && value !== 'ACTIVE' && value !== 'INACTIVE') throw unsupported();
  return { attribute, value };
}

const unsupported = (): OktaError =>
  new OktaError(400, 'E0000031', 'Invalid search criteria.', [
    'filter: it must be type eq "…", status eq "ACTIVE" or status eq "INACTIVE"',
  ]);
