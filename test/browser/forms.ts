import { expectAccessible } from './accessibility.ts';
import { deploymentConsole } from './deployment-console.ts';
import { expectNone, expectSame } from './expectations.ts';
import { openPage } from './open-page.ts';
import { dialogOf, rowOf } from './stream-locators.ts';
import type { Surroundings } from './surroundings.ts';

/** Dialogs: what they refuse, beside which field, and what they say before something is lost. */
export async function forms({ browser, checks: { check } }: Surroundings): Promise<void> {
  const console = await deploymentConsole();
  const splunk = await console.createSplunk('Splunk Cloud');
  await console.createBus('Security events bus', 'okta-log-events');
  const { page, problems, close } = await openPage(browser, console.url, { requestsFail: true });
  const dialog = dialogOf(page);
  const errorOf = (label: string) =>
    dialog.locator('.field', { has: page.getByLabel(label, { exact: true }) }).locator('.error');

  await check('says beside each field what its schema does not allow, and goes to the first', async () => {
    await page.getByRole('button', { name: 'Add log stream' }).first().click();
    await dialog.getByLabel('AWS EventBridge').waitFor();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await errorOf('Name').getByText('Enter a value: Name.').waitFor();
    await errorOf('AWS region').getByText('Choose one: AWS region.').waitFor();
    expectSame(await page.evaluate(() => document.activeElement?.id), 'name');
    await dialog.getByLabel('AWS account ID').fill('123');
    await dialog.getByLabel('AWS account ID').blur();
    await errorOf('AWS account ID').getByText('Account number must be 12 digits.').waitFor();
    await expectAccessible(page);
  });
  await check('says beside its field what only the API can tell', async () => {
    await dialog.getByLabel('Name', { exact: true }).fill('Splunk Cloud');
    await dialog.getByLabel('AWS account ID').fill('123456789012');
    await dialog.getByLabel('AWS event source name').fill('another-bus');
    await dialog.getByLabel('AWS region').selectOption('eu-west-1');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await errorOf('Name')
      .getByText(/Splunk Cloud/)
      .waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'name');
  });
  await check('closes with Escape and gives the focus back', async () => {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expectSame(await page.evaluate(() => document.activeElement?.textContent), 'Add log stream');
  });

  await check('does not let what is final be edited, accessibly', async () => {
    await page.getByRole('button', { name: 'Edit Security events bus' }).click();
    await dialog.getByLabel('AWS region').waitFor();
    for (const label of ['AWS account ID', 'AWS event source name', 'AWS region']) {
      expectSame(await dialog.getByLabel(label).isDisabled(), true);
    }
    await expectAccessible(page);
    await dialog.getByLabel('Name', { exact: true }).fill('Security');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Security', exact: true }).waitFor();
  });
  await check('keeps a secret that is left empty, and replaces one that is given', async () => {
    const before = console.api.tokens.all.get(splunk);
    await page.getByRole('button', { name: 'Edit Splunk Cloud' }).click();
    await dialog.getByLabel('Host').fill('globex.splunkcloud.com');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await rowOf(page, 'Splunk Cloud').getByText('globex.splunkcloud.com').waitFor();
    expectSame(console.api.tokens.all.get(splunk), before);
    await page.getByRole('button', { name: 'Edit Splunk Cloud' }).click();
    await dialog.getByLabel('HEC token').fill('11111111-2222-4333-8444-555555555555');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expectSame(console.api.tokens.all.get(splunk), '11111111-2222-4333-8444-555555555555');
  });

  await check('deactivates a stream', async () => {
    await page.getByRole('button', { name: 'Deactivate Splunk Cloud' }).click();
    await dialog.getByText('Okta keeps events for 90 days').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Deactivate', exact: true }).click();
    await rowOf(page, 'Splunk Cloud').getByText('Inactive').first().waitFor();
  });
  await check('says what each start loses or repeats, accessibly', async () => {
    await page.getByRole('button', { name: 'Activate Splunk Cloud' }).click();
    await dialog.getByText('Nothing is lost.').waitFor();
    await dialog.getByText('Skips events.').waitFor();
    await dialog.getByLabel('At a time').check();
    await dialog.getByRole('button', { name: 'Activate', exact: true }).click();
    await dialog.getByText('Choose a date and a time.').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Start at').fill('2020-01-01T00:00');
    await dialog.getByRole('button', { name: 'Activate', exact: true }).click();
    await dialog.getByText('Okta keeps events for 90 days').waitFor();
    await dialog.getByLabel('Start at').fill(new Date(Date.now() - 3_600_000).toISOString().slice(0, 19));
    await dialog.getByText('Repeats events.').waitFor();
    await dialog.getByRole('button', { name: 'Activate', exact: true }).click();
    await rowOf(page, 'Splunk Cloud').getByText('Active', { exact: true }).waitFor();
  });
  await check('deletes a stream only when the word is typed, accessibly', async () => {
    await page.getByRole('button', { name: 'Deactivate Security', exact: true }).click();
    await dialog.getByRole('button', { name: 'Deactivate', exact: true }).click();
    await page.getByRole('button', { name: 'Delete Security', exact: true }).click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.getByText('Type the word “delete”.').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Type “delete” to confirm').fill('delete');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await rowOf(page, 'Security').waitFor({ state: 'detached' });
  });
  await check('shows all of a stream, accessibly', async () => {
    await page.getByRole('button', { name: 'Splunk Cloud', exact: true }).click();
    await dialog.getByText('globex.splunkcloud.com').waitFor();
    await dialog.getByText('Log stream activated').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  });
  await check('makes no error, no breach of its policy and no request to elsewhere in all of it', () =>
    expectNone(problems),
  );
  await close();
  await console.stop();
}
