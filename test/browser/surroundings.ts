import type { Browser, Page } from 'playwright-core';
import type { Checks } from './checks.ts';

/** What every scenario works with. */
export interface Surroundings {
  readonly browser: Browser;
  readonly checks: Checks;
  readonly report: (line: string) => void;
  /** Keeps what the page looks like now. */
  readonly picture: (page: Page, name: string) => Promise<void>;
}
