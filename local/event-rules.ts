import { describeError } from '../lambdas/core/errors.ts';
import type { EventBridge } from './emulators/eventbridge.ts';
import type { EventPattern } from './event-pattern.ts';
import type { LocalFunction } from './local-function.ts';

export interface RuleDefinition {
  readonly name: string;
  readonly busArn: string;
  readonly matches: EventPattern;
  /** Of functions. */
  readonly targetArns: readonly string[];
}

export interface EventRules {
  /** Invocations that have not ended. */
  readonly inFlight: number;
  /** Hears of no more events and waits for what is in flight. */
  stop(): Promise<void>;
}

export interface RuleSurroundings {
  readonly events: Pick<EventBridge, 'onEvent'>;
  readonly functionByArn: (arn: string) => Pick<LocalFunction, 'name' | 'invoke'> | undefined;
  /** After every invocation that ended or failed. */
  readonly onEnd: () => void;
  readonly onError: (line: string) => void;
}

/**
 * Invokes the targets of rules with the events that a bus takes. As on AWS nobody waits for the answer; one that fails
 * is not invoked again.
 */
export function playRules(
  rules: readonly RuleDefinition[],
  { events, functionByArn, onEnd, onError }: RuleSurroundings,
): EventRules {
  const inFlight = new Set<Promise<void>>();

  const invoke = (rule: RuleDefinition, target: Pick<LocalFunction, 'name' | 'invoke'>, event: unknown): void => {
    const invocation = target.invoke(event).then(
      () => undefined,
      (error: unknown) => onError(`${rule.name}: ${target.name} failed: ${describeError(error)}`),
    );
    const ended = invocation.finally(() => {
      inFlight.delete(ended);
      onEnd();
    });
    inFlight.add(ended);
  };

  const ends = rules.map((rule) => {
    const targets = rule.targetArns.map((arn) => {
      const target = functionByArn(arn);
      if (!target) throw new Error(`rule ${rule.name}: the embedded run has no target ${arn}`);
      return target;
    });
    return events.onEvent(rule.busArn, (event) => {
      if (rule.matches(event)) for (const target of targets) invoke(rule, target, event);
    });
  });

  return {
    get inFlight() {
      return inFlight.size;
    },
    async stop() {
      for (const end of ends) end();
      await Promise.all(inFlight);
    },
  };
}
