import { areMet, type Context } from './condition.ts';
import type { Patterns, Statement } from './policy.ts';
import { matches } from './wildcard.ts';

export interface AccessRequest {
  /** `service:Action`. */
  readonly action: string;
  /** The ARN of what it is done to. */
  readonly resource: string;
  readonly context?: Context;
}

/** What of a statement a call made use of: the pattern of its action and that of its resource. */
export interface Match {
  readonly statement: Statement;
  readonly action: string;
  readonly resource: string;
}

/** `denied` is an explicit Deny; `not allowed` is what nothing allows. */
export type Decision =
  { readonly outcome: 'allowed' | 'denied'; readonly by: Match } | { readonly outcome: 'not allowed' };

/** IAM: what is not allowed is refused, and one Deny outweighs every Allow. */
export function decide(statements: readonly Statement[], request: AccessRequest): Decision {
  let allow: Match | undefined;
  for (const statement of statements) {
    const match = matchOf(statement, request);
    if (match && statement.effect === 'Deny') return { outcome: 'denied', by: match };
    allow ??= match;
  }
  return allow ? { outcome: 'allowed', by: allow } : { outcome: 'not allowed' };
}

function matchOf(statement: Statement, { action, resource, context = {} }: AccessRequest): Match | undefined {
  const byAction = matching(statement.actions, (pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
  if (byAction === undefined) return undefined;
  const byResource = matching(statement.resources, (pattern) => matches(pattern, resource));
  if (byResource === undefined || !areMet(statement.conditions, context)) return undefined;
  return { statement, action: byAction, resource: byResource };
}

/** The first pattern that matches; all of them together where they are what is excepted. */
function matching({ patterns, isExcept }: Patterns, isMatch: (pattern: string) => boolean): string | undefined {
  if (!isExcept) return patterns.find(isMatch);
  return patterns.some(isMatch) ? undefined : exceptText(patterns);
}

export const exceptText = (patterns: readonly string[]): string => `all but ${patterns.join(', ')}`;
