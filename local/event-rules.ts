import { describeError } from '../lambdas/core/errors.ts';
import type { EventBridge } from './emulators/eventbridge.ts';
import type { EventPattern } from './event-pattern.ts';
import { AccessDenied } from './iam/access-denied.ts';
import type { LocalFunction } from './local-function.ts';

export interface RuleDefinition {
  readonly name: string;
  readonly arn: string;
  readonly busArn: string;
  readonly matches: EventPattern;
  readonly targets: readonly RuleTarget[];
}

/** A function, and how often it is invoked again with an event that it failed with. */
export interface RuleTarget {
  readonly arn: string;
  readonly retries: number;
}

export interface EventRules {
  /** Invocations that have not ended. One that waits to be repeated is none. */
  readonly inFlight: number;
  /** Hears of no more events, repeats nothing any more and waits for what is in flight. */
  stop(): Promise<void>;
}

export interface RuleSurroundings {
  readonly events: Pick<EventBridge, 'onEvent'>;
  readonly functionByArn: (arn: string) => Pick<LocalFunction, 'name' | 'invoke'> | undefined;
  /** Fails with AccessDenied unless the function's policy lets the rule invoke it. */
  readonly authorizeInvocation: (functionArn: string, ruleArn: string) => void;
  /** Does the work when so much time has passed, unless it is called off before. */
  readonly later: (ms: number, work: () => void) => { readonly callOff: () => void };
  /** After every invocation that ended or failed. */
  readonly onEnd: () => void;
  readonly onError: (line: string) => void;
}

/** Lambda: a function that fails is invoked again after a minute, and then after two. */
const RETRY_MS = 60_000;

/** Invokes the targets of rules with the events that a bus takes. As on AWS nobody waits for the answer. */
export function playRules(
  rules: readonly RuleDefinition[],
  { events, functionByArn, authorizeInvocation, later, onEnd, onError }: RuleSurroundings,
): EventRules {
  const inFlight = new Set<Promise<void>>();
  const waiting = new Set<{ readonly callOff: () => void }>();
  let isStopped = false;

  const attempt = (rule: string, target: Target, event: unknown, number = 1): void => {
    const repeat = (error: unknown): void => {
      // Events: what is not allowed is not tried again.
      const isLast = number > target.retries || isStopped || error instanceof AccessDenied;
      const ms = RETRY_MS * number;
      const again = isLast ? '' : `; it is invoked again in ${ms / 1_000} s`;
      onError(`${rule}: ${target.name} failed: ${describeError(error)}${again}`);
      if (isLast) return;
      const retry = later(ms, () => {
        waiting.delete(retry);
        attempt(rule, target, event, number + 1);
      });
      waiting.add(retry);
    };
    const ended = target
      .invoke(event)
      .then(() => undefined, repeat)
      .finally(() => {
        inFlight.delete(ended);
        onEnd();
      });
    inFlight.add(ended);
  };

  const ends = rules.map((rule) => {
    const targets = rule.targets.map(({ arn, retries }): Target => {
      const found = functionByArn(arn);
      if (!found) throw new Error(`rule ${rule.name}: the embedded run has no target ${arn}`);
      return {
        name: found.name,
        async invoke(event) {
          authorizeInvocation(arn, rule.arn);
          return found.invoke(event);
        },
        retries,
      };
    });
    return events.onEvent(rule.busArn, (event) => {
      if (rule.matches(event)) for (const target of targets) attempt(rule.name, target, event);
    });
  });

  return {
    get inFlight() {
      return inFlight.size;
    },
    async stop() {
      isStopped = true;
      for (const end of ends) end();
      for (const { callOff } of waiting) callOff();
      await Promise.all(inFlight);
    },
  };
}

type Target = Pick<LocalFunction, 'name' | 'invoke'> & Pick<RuleTarget, 'retries'>;
