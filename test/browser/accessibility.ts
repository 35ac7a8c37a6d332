import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core has against the page as it is now, a line for each element. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Fails with all of them. */
export async function expectAccessible(page: Page): Promise<void> {
  const violations = await violationsOf(page);
  if (violations.length > 0) throw new Error(violations.join('\n'));
}
