import { describeError } from '../../lambdas/core/errors.ts';

/** What was checked, a line each as it happens. */
export interface Checks {
  /** Passes unless it throws; answers what it found, or undefined when it failed. */
  check<T>(title: string, act: () => Promise<T> | T): Promise<T | undefined>;
  readonly passed: number;
  readonly failed: number;
}

export function checks(write: (line: string) => void): Checks {
  let passed = 0;
  let failed = 0;
  return {
    async check(title, act) {
      const begun = performance.now();
      try {
        const found = await act();
        passed += 1;
        write(`ok    ${title} (${Math.round(performance.now() - begun)} ms)`);
        return found;
      } catch (error) {
        failed += 1;
        write(`FAIL  ${title}\n      ${describeError(error).replaceAll('\n', '\n      ')}`);
        return undefined;
      }
    },
    get passed() {
      return passed;
    },
    get failed() {
      return failed;
    },
  };
}
