import type { LifecycleEvent } from '../../lambdas/core/lifecycle-event.ts';

interface Told {
  readonly eventType: string;
  readonly target: readonly [{ readonly id: string; readonly displayName: string }];
  readonly outcome: { readonly reason: string | null };
  readonly actor: { readonly id: string };
}

export const told = ({ json }: Pick<LifecycleEvent, 'json'>): Told => JSON.parse(json) as Told;

/** `activate 0oa…`: what happened to which stream. */
export function summaryOf(event: Pick<LifecycleEvent, 'json'>): string {
  const { eventType, target } = told(event);
  return `${eventType.slice(eventType.lastIndexOf('.') + 1)} ${target[0].id}`;
}
