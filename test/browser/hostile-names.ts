import { expectAccessible } from './accessibility.ts';
import { deploymentConsole } from './deployment-console.ts';
import { expectNone, expectSame, expectThat } from './expectations.ts';
import { openPage } from './open-page.ts';
import type { Surroundings } from './surroundings.ts';

const MARKUP = '<img src=x onerror="document.title=\'owned\'">';
const NAMES = [
  MARKUP,
  '</script><script>document.title="owned"</script>',
  'invoice\u202Efdp.exe',
  'zero\u200Bwidth\uFEFFname',
  'x'.repeat(100),
  `${'A\u0300\u0301\u0302\u0303'.repeat(18)} Zalgo`,
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}} ${7*7}',
  'النص العربي mixed with English',
];
const MESSAGE = `${MARKUP} said \u202Ethe target\u202C ${'without a space'.replaceAll(' ', '')}${'w'.repeat(300)}`;

/** Names and messages come from outside: whatever they hold, they are text. */
export async function hostileNames({ browser, checks: { check }, picture }: Surroundings): Promise<void> {
  const console = await deploymentConsole({ maxLogStreams: 20 });
  const ids: string[] = [];
  for (const name of NAMES) ids.push(await console.createSplunk(name));
  console.failWith(ids[0] ?? '', 'TARGET_UNAVAILABLE', MESSAGE);
  await console.deliver(1);
  const { page, problems, close } = await openPage(browser, console.url);
  await page
    .locator('tbody.stream')
    .nth(NAMES.length - 1)
    .waitFor({ state: 'attached' });

  await check('shows markup in names and messages as the text it is', async () => {
    expectSame(await page.locator('img, tbody script').count(), 0);
    await page.getByRole('button', { name: MARKUP, exact: true }).waitFor();
    await page
      .locator('.notice')
      .getByText(/onerror/)
      .first()
      .waitFor();
    expectThat(!(await page.title()).includes('owned'), 'markup in a name ran');
  });
  await check('shows what cannot be seen, and turns nothing round', async () => {
    const names = await page.locator('th.name button').allInnerTexts();
    expectThat(names.includes('invoiceU+202Efdp.exe'), `got ${names.join(', ')}`);
    expectThat(names.includes('zeroU+200BwidthU+FEFFname'), `got ${names.join(', ')}`);
  });
  for (const width of [360, 1280]) {
    await check(`is no wider than a page of ${width} px with the longest of them, accessibly`, async () => {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expectThat(wide <= width, `the page is ${wide} px wide`);
      await expectAccessible(page);
      await picture(page, `hostile-names-${width}`);
    });
  }
  await check('shows them as text in every dialog too', async () => {
    for (const action of ['Activate', 'Edit', 'Delete']) {
      await page.getByRole('button', { name: `${action} ${MARKUP}`, exact: true }).click();
      await page.getByRole('heading', { level: 2 }).getByText(MARKUP).waitFor();
      expectSame(await page.locator('img').count(), 0);
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: MARKUP, exact: true }).click();
    await page
      .locator('dialog .notice')
      .getByText(/onerror/)
      .first()
      .waitFor();
    await picture(page, 'hostile-names-details');
  });
  await check('makes no error, no breach of its policy and no request to elsewhere in all of it', () =>
    expectNone(problems),
  );
  await close();
  await console.stop();
}
