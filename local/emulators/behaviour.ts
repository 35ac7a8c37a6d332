/** How long a target misbehaves: for its next requests only and healthy after them, or until it is told otherwise. */
export interface ForNext {
  readonly forNext?: number;
}

export interface BehaviourSwitch<B> {
  set(behaviour: B & ForNext): void;
  /** The behaviour of the request at hand; counts it. */
  take(): B;
}

export function behaviourSwitch<B>(healthy: B): BehaviourSwitch<B> {
  let current: B = healthy;
  let left = Infinity;

  return {
    set(behaviour) {
      current = behaviour;
      left = behaviour.forNext ?? Infinity;
    },
    take() {
      if (left <= 0) current = healthy;
      left -= 1;
      return current;
    },
  };
}
