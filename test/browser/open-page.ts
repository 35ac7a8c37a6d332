import type { Browser, Page } from 'playwright-core';

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** The page's time begins here and passes only in its own pauses, which end at once. */
  readonly quickFrom?: Date;
  /** Whether requests are meant to fail; the browser tells of each. */
  readonly requestsFail?: boolean;
}

export interface OpenedPage {
  readonly page: Page;
  /** What no page may do: errors, breaches of its policy, requests to elsewhere. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** A bound for what does not come, not a measure of speed. */
const TIMEOUT_MS = 30_000;

/** A page of a browser that has seen nothing before. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<OpenedPage> {
  const { width = 1280, height = 900, colorScheme = 'light', quickFrom, requestsFail = false } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    const isExpected = requestsFail && message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isExpected) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    const isOwn = request.url().startsWith(`${new URL(url).origin}/`) || request.url().startsWith('data:');
    if (!isOwn) problems.push(`request to ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      reportError(new Error(`policy breached: ${violatedDirective} ${blockedURI}`)),
    );
  });
  if (quickFrom) await page.addInitScript(quickTime, quickFrom.getTime());
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}

/** Runs in the page, before its own code. */
function quickTime(start: number): void {
  const { Date: RealDate, setTimeout: realTimeout } = globalThis;
  let now = start;
  const PAUSE_MS = 1_000;
  class PageDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [now] : given) as [number]));
    }
    static override now(): number {
      return now;
    }
  }
  const quickTimeout = (work: () => void, ms = 0): unknown =>
    realTimeout(
      () => {
        if (ms >= PAUSE_MS) now += ms;
        work();
      },
      Math.min(ms, 5),
    );
  Object.assign(globalThis, { Date: PageDate, setTimeout: quickTimeout });
}
