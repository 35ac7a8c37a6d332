import { expectAccessible } from './accessibility.ts';
import { expectNone, expectSame, expectThat } from './expectations.ts';
import type { NpmStart } from './npm-start.ts';
import { openPage } from './open-page.ts';
import { dialogOf, figureOf, numberIn, rowOf } from './stream-locators.ts';
import type { Surroundings } from './surroundings.ts';

const NAME = 'Made by hand';
/** An INACTIVE stream has none. */
const NO_LAG = '–';
/** Two attempts at the target and a poll of five seconds before them, on a busy machine. */
const SOON = { timeout: 45_000 };

/** A stream's day against `npm start`, in one page that is never loaded again. */
export async function aDay({ browser, checks: { check } }: Surroundings, run: NpmStart): Promise<void> {
  const { page, problems, close } = await openPage(browser, run.consoleUrl);
  const row = rowOf(page, NAME);
  const delivered = figureOf(row, 'delivered');
  const lag = figureOf(row, 'lag');
  const dialog = dialogOf(page);

  await check('npm start: the page shows the streams that there are, live', async () => {
    await rowOf(page, 'Splunk Cloud').waitFor(SOON);
    await rowOf(page, 'Security events bus').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  });
  await check('npm start: a Splunk stream is created by hand', async () => {
    await page.getByRole('button', { name: 'Add log stream' }).click();
    await dialog.getByLabel('Splunk Cloud').check();
    await dialog.getByLabel('Name', { exact: true }).fill(NAME);
    await dialog.getByLabel('Splunk edition').selectOption('aws');
    await dialog.getByLabel('Host').fill('globex.splunkcloud.com');
    await dialog.getByLabel('HEC token').fill('6e9f1a3c-5b7d-4e2f-8a1b-0c9d8e7f6a5b');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await row.getByText('Active', { exact: true }).waitFor(SOON);
  });
  await check('npm start: its events, lag and rate move', async () => {
    await moves(async () => (await numberIn(delivered)) > 0);
    const first = await numberIn(delivered);
    await moves(async () => (await numberIn(delivered)) > first);
    await moves(async () => (await numberIn(figureOf(row, 'rate'))) > 0);
    await moves(async () => (await lag.innerText()) !== NO_LAG);
    await expectAccessible(page);
  });
  await check('npm start: when its target fails it is deactivated, with the reason, without a reload', async () => {
    await run.splunk('fail');
    await row.getByText('Deactivated', { exact: true }).waitFor(SOON);
    await row.getByText('Deactivated after 2 failed attempts').waitFor();
    expectSame(await lag.innerText(), NO_LAG);
    await row.getByText(/Splunk cannot take events now \(HTTP 503/).waitFor();
    await page.locator('.timeline').getByText('Log stream deactivated').first().waitFor(SOON);
    await expectAccessible(page);
  });
  const stood = await numberIn(delivered);
  await check('npm start: verify tells what the target answers', async () => {
    await page.getByRole('button', { name: `Verify ${NAME}` }).click();
    await row.getByText('The target did not accept a test event').waitFor(SOON);
    await run.splunk('healthy');
    await page.getByRole('button', { name: `Verify ${NAME}` }).click();
    await row.getByText('The target accepted a test event').waitFor(SOON);
  });
  await check('npm start: activated where it stopped, it catches up', async () => {
    await page.getByRole('button', { name: `Activate ${NAME}` }).click();
    await dialog.getByText('Nothing is lost.').waitFor();
    await dialog.getByRole('button', { name: 'Activate', exact: true }).click();
    await row.getByText('Active', { exact: true }).waitFor(SOON);
    await moves(async () => (await numberIn(delivered)) > stood);
    await moves(async () => (await lag.innerText()) !== NO_LAG);
    await moves(async () => (await numberIn(figureOf(row, 'backlog'))) === 0);
    await page.locator('.timeline').getByText('Log stream activated').first().waitFor(SOON);
  });
  await check('npm start: no error, no breach of the policy, no request to elsewhere', () => expectNone(problems));
  await close();

  async function moves(isSo: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + SOON.timeout;
    while (!(await isSo())) {
      expectThat(performance.now() < deadline, `not within ${SOON.timeout / 1_000} s`);
      // The next look, whatever it finds.
      await page.waitForResponse(/logStreams\?/, SOON);
    }
  }
}
