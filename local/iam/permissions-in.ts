import type { Permission } from './access-rules.ts';
import { exceptText } from './decide.ts';
import type { Patterns, Statement } from './policy.ts';

/** Each action on each resource that a statement allows; a Deny permits nothing. */
export function permissionsIn({ name, effect, actions, resources }: Statement): readonly Permission[] {
  if (effect === 'Deny') return [];
  return spelledOut(actions).flatMap((action) =>
    spelledOut(resources).map((resource) => ({ statement: name, action, resource })),
  );
}

const spelledOut = ({ patterns, isExcept }: Patterns): readonly string[] =>
  isExcept ? [exceptText(patterns)] : patterns;
