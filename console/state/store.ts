/** A value that changes, and those who want to know. */
export interface Store<T> {
  readonly get: () => T;
  readonly set: (change: (value: T) => T) => void;
  /** Answers how to hear no more. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function store<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(change) {
      value = change(value);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
