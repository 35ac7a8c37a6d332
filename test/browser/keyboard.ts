import type { Page } from 'playwright-core';
import { deploymentConsole } from './deployment-console.ts';
import { expectNone, expectSame, expectThat } from './expectations.ts';
import { openPage } from './open-page.ts';
import { dialogOf, rowOf } from './stream-locators.ts';
import type { Surroundings } from './surroundings.ts';

const MAX_TABS = 40;

/** A stream is created, deactivated and activated without a pointer. */
export async function keyboardOnly({ browser, checks: { check } }: Surroundings): Promise<void> {
  const console = await deploymentConsole();
  await console.createBus('Security events bus', 'okta-log-events');
  const { page, problems, close } = await openPage(browser, console.url);
  await rowOf(page, 'Security events bus').waitFor();

  await check('a stream is created with the keyboard alone', async () => {
    await tabTo(page, 'Add log stream');
    await page.keyboard.press('Enter');
    await dialogOf(page).getByLabel('Name', { exact: true }).waitFor();
    await tabTo(page, 'AWS EventBridge');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'Name');
    await page.keyboard.type('By hand');
    await tabTo(page, 'Splunk edition');
    await page.keyboard.type('AWS');
    await tabTo(page, 'Host');
    await page.keyboard.type('acme.splunkcloud.com');
    await tabTo(page, 'HEC token');
    await page.keyboard.type('6e9f1a3c-5b7d-4e2f-8a1b-0c9d8e7f6a5b');
    await page.keyboard.press('Enter');
    await rowOf(page, 'By hand').waitFor();
    await dialogOf(page).waitFor({ state: 'detached' });
    expectSame(await focusedName(page), 'Add log stream');
  });
  await check('the focus stays in a dialog', async () => {
    await page.keyboard.press('Enter');
    await dialogOf(page).getByLabel('Name', { exact: true }).waitFor();
    for (let tabs = 0; tabs < MAX_TABS; tabs += 1) {
      await page.keyboard.press('Tab');
      const isInside = await page.evaluate(() => {
        const { activeElement } = document;
        // The browser's own controls come between the last element and the first.
        return activeElement === document.body || activeElement?.closest('dialog') !== null;
      });
      expectThat(isInside, 'the focus left the dialog');
    }
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
  });
  await check(
    'a stream is deactivated and activated with the keyboard alone, and the focus stays with it',
    async () => {
      await tabTo(page, 'Deactivate By hand');
      await page.keyboard.press('Enter');
      await tabTo(page, 'Deactivate');
      await page.keyboard.press('Enter');
      await rowOf(page, 'By hand').getByText('Inactive').first().waitFor();
      await dialogOf(page).waitFor({ state: 'detached' });
      expectSame(await focusedName(page), 'Activate By hand');
      await page.keyboard.press('Enter');
      await dialogOf(page).getByText('Nothing is lost.').waitFor();
      await tabTo(page, 'Activate');
      await page.keyboard.press('Enter');
      await rowOf(page, 'By hand').getByText('Active', { exact: true }).waitFor();
      await dialogOf(page).waitFor({ state: 'detached' });
      expectSame(await focusedName(page), 'Deactivate By hand');
    },
  );
  await check('a stream is deleted with the keyboard alone, and the focus is not lost with it', async () => {
    await page.keyboard.press('Enter');
    await tabTo(page, 'Deactivate');
    await page.keyboard.press('Enter');
    await rowOf(page, 'By hand').getByText('Inactive').first().waitFor();
    await tabTo(page, 'Delete By hand');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Type “delete” to confirm');
    await page.keyboard.type('delete');
    await page.keyboard.press('Enter');
    await rowOf(page, 'By hand').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Log streams');
  });
  await check('makes no error, no breach of its policy and no request to elsewhere in all of it', () =>
    expectNone(problems),
  );
  await close();
  await console.stop();
}

/** Presses Tab until the element of this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let tabs = 0; tabs < MAX_TABS; tabs += 1) {
    if ((await focusedName(page)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to "${name}"; the focus is on "${await focusedName(page)}"`);
}

/** What a reader is told has the focus: its label, or what stands on it. */
const focusedName = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const [label] =
      element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? (element.labels ?? []) : [];
    return element?.getAttribute('aria-label') ?? label?.textContent?.trim() ?? element?.textContent?.trim();
  });
