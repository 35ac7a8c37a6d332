import type { AccessRequest } from './decide.ts';

export type PolicyBase = 'identity-based' | 'resource-based';

/** Why a call is refused: a statement denies it, or no policy of this kind allows it. */
export interface Reason {
  readonly base: PolicyBase;
  /** The statement with the Deny. */
  readonly statement?: string;
}

/** A call that IAM does not let through. The message is AWS's own, which names no statement; `line` does. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
  readonly user: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: Reason;

  constructor(user: string, { action, resource }: AccessRequest, reason: Reason) {
    super(wording(user, { action, resource }, reason));
    this.user = user;
    this.action = action;
    this.resource = resource;
    this.reason = reason;
  }

  /** The message of a service that spells the action or the resource in its own way. */
  worded({ action = this.action, resource = this.resource }: Partial<AccessRequest>): string {
    return wording(this.user, { action, resource }, this.reason);
  }

  /** What the run's log says. */
  get line(): string {
    const { statement } = this.reason;
    return statement === undefined ? this.message : `${this.message} (${statement})`;
  }
}

function wording(user: string, { action, resource }: AccessRequest, { base, statement }: Reason): string {
  const because =
    statement === undefined
      ? `because no ${base} policy allows the ${action} action`
      : `with an explicit deny in ${base === 'identity-based' ? 'an' : 'a'} ${base} policy`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
}
