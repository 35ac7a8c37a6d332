import { expectAccessible } from './accessibility.ts';
import { deploymentConsole, refused } from './deployment-console.ts';
import { expectNone, expectSame } from './expectations.ts';
import { openPage } from './open-page.ts';
import { dialogOf } from './stream-locators.ts';
import type { Surroundings } from './surroundings.ts';

const isList = (_method: string, target: string): boolean => target.startsWith('/api/v1/logStreams?');

/** The page while nothing is there to be shown, and while the API does not answer as it should. */
export async function pageStates({ browser, checks: { check }, picture }: Surroundings): Promise<void> {
  const console = await deploymentConsole();
  const answered = Promise.withResolvers<void>();
  console.answerInstead({ matches: isList, answer: () => answered.promise.then(() => json([])) });
  const { page, problems, close } = await openPage(browser, console.url, { requestsFail: true });

  await check('shows that it loads, accessibly', async () => {
    await page.getByRole('status', { name: 'Loading log streams' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'loading');
  });
  await check('offers to add a stream when there is none, accessibly', async () => {
    answered.resolve();
    await page.getByRole('heading', { name: 'No log streams yet' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'empty');
  });
  await check('keeps the key out of the address', () => expectSame(new URL(page.url()).hash, ''));

  await console.createBus('Security events bus', 'okta-log-events');
  console.answerInstead(undefined);
  await page.getByRole('button', { name: 'Security events bus', exact: true }).waitFor();
  await check('says what the API said when it fails, keeps what was seen, accessibly', async () => {
    console.answerInstead({
      matches: isList,
      answer: async () => refused(500, 'E0000009', 'Internal Server Error'),
    });
    const banner = page.getByRole('alert').filter({ hasText: 'The log streams cannot be read' });
    await banner.getByText('Internal Server Error').waitFor();
    await page.getByRole('button', { name: 'Security events bus', exact: true }).waitFor();
    await expectAccessible(page);
    await picture(page, 'failing');
  });
  await check('recovers when it is asked to try now', async () => {
    console.answerInstead(undefined);
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByRole('heading', { name: 'The log streams cannot be read' }).waitFor({ state: 'detached' });
  });
  await check('says that it is not authorised, and what to look at, accessibly', async () => {
    console.answerInstead({
      matches: isList,
      answer: async () => refused(403, 'E0000006', 'You do not have permission to perform the requested action'),
    });
    await page.getByRole('heading', { name: 'Not authorised' }).waitFor();
    await page.getByText('You do not have permission').waitFor();
    await expectAccessible(page);
    await picture(page, 'unauthorised');
  });
  await check('says what a refused change was refused with, in its dialog', async () => {
    console.answerInstead({
      matches: (method) => method === 'POST',
      answer: async () => refused(403, 'E0000006', 'You do not have permission to perform the requested action'),
    });
    await page.getByRole('button', { name: 'Deactivate Security events bus' }).click();
    await dialogOf(page).getByRole('button', { name: 'Deactivate', exact: true }).click();
    await dialogOf(page).getByText('You do not have permission').waitFor();
    await expectAccessible(page);
    await picture(page, 'refused');
  });
  await check('makes no error, no breach of its policy and no request to elsewhere in all of it', () =>
    expectNone(problems),
  );
  await close();

  const { origin } = new URL(console.url);
  for (const [which, url] of [
    ['without a key', `${origin}/`],
    ['with the key of another run', `${origin}/#${'x'.repeat(32)}`],
  ] as const) {
    await check(`says that it needs its key when it is opened ${which}, accessibly`, async () => {
      const opened = await openPage(browser, url, { requestsFail: true });
      await opened.page.getByRole('heading', { name: 'This page needs its key' }).waitFor();
      await expectAccessible(opened.page);
      await picture(opened.page, 'no-key');
      expectNone(opened.problems);
      await opened.close();
    });
  }
  await console.stop();
}

const json = (body: unknown): Response =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
