import type { Browser, Page } from 'playwright-core';
import { expectAccessible } from './accessibility.ts';
import { type DeploymentConsole, deploymentConsole } from './deployment-console.ts';
import { expectNone, expectThat } from './expectations.ts';
import { openPage } from './open-page.ts';
import { dialogOf, rowOf } from './stream-locators.ts';
import type { Surroundings } from './surroundings.ts';

const START = new Date('2026-03-02T09:00:00Z');
const LOOK_MS = 2_000;
const POLL_MS = 10_000;
/** Somewhat more than five minutes, which is what the plots show. */
const LOOKS = 172;
const FAILS_AT_LOOK = 133;

const WIDE = { width: 1600, height: 860 };
const NARROW = { width: 360, height: 800 };

/** The page in its forms, five minutes into a morning, in light and dark, wide and narrow. */
export async function takePictures({ browser, checks: { check }, picture }: Surroundings): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const morning = await aMorning(browser, colorScheme);
    const { page, problems } = morning;
    const take = async (name: string): Promise<void> => {
      await expectAccessible(page);
      await picture(page, `console-${name}-${colorScheme}`);
    };
    for (const [name, size] of [
      ['wide', WIDE],
      ['narrow', NARROW],
    ] as const) {
      await page.setViewportSize(size);
      await check(`${colorScheme}, ${size.width} px: the list is accessible and no wider than the page`, async () => {
        await take(name);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expectThat(wide <= size.width, `the page is ${wide} px wide`);
      });
      await check(`${colorScheme}, ${size.width} px: its dialogs are accessible`, () => dialogs(page, name, take));
    }
    await check(`${colorScheme}: no error, no breach of the policy, no request to elsewhere`, () =>
      expectNone(problems),
    );
    await morning.stop();
  }
}

async function dialogs(page: Page, size: string, take: (name: string) => Promise<void>): Promise<void> {
  const dialog = dialogOf(page);
  await page.getByRole('button', { name: 'Splunk Cloud', exact: true }).click();
  await dialog.getByText('What happened').waitFor();
  await take(`details-${size}`);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Activate Splunk Cloud' }).click();
  await dialog.getByText('Nothing is lost.').waitFor();
  await take(`activate-${size}`);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Add log stream' }).click();
  await dialog.getByLabel('Splunk Cloud').check();
  await dialog.getByLabel('Host').fill('acme.example.com');
  await dialog.getByLabel('Host').blur();
  await dialog.getByText('Host must be a domain').waitFor();
  await take(`add-${size}`);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

/** Events come as they do in an org, and one Splunk stops taking them. */
async function aMorning(browser: Browser, colorScheme: 'light' | 'dark') {
  const console = await deploymentConsole({ start: START });
  const splunk = await console.createSplunk('Splunk Cloud');
  await console.createBus('Security events bus', 'okta-log-events');
  await console.createSplunk('Compliance archive', 'globex.splunkcloud.com');
  await console.createBus('Fraud detection', 'fraud-signals');
  const staging = await console.createSplunk('Data lake (staging)', 'acme-staging.splunkcloud.com');
  await console.deliver(400);
  await console.api.deactivate(staging);
  await console.api.announce();

  const filled = Promise.withResolvers<void>();
  let looks = 0;
  console.beforeLook(async () => {
    looks += 1;
    if (looks > LOOKS) {
      filled.resolve();
      // Time stands still from here on.
      await new Promise(() => undefined);
    }
    console.api.clock.pass(LOOK_MS);
    if (looks === FAILS_AT_LOOK) {
      const message = 'Splunk cannot take events now (HTTP 503, code 9: Server is busy)';
      console.failWith(splunk, 'TARGET_UNAVAILABLE', message);
    }
    if (looks % (POLL_MS / LOOK_MS) === 0) await pollBrings(console, looks);
  });
  const { page, problems, close } = await openPage(browser, console.url, {
    ...WIDE,
    colorScheme,
    quickFrom: START,
  });
  await filled.promise;
  await rowOf(page, 'Splunk Cloud').getByText('Deactivated after 2 failed attempts').waitFor();
  return {
    page,
    problems,
    async stop() {
      await close();
      await console.stop();
    },
  };
}

/** For half a minute nothing is delivered, and then everything. */
const HELD_LOOKS = { from: 72, to: 88 };

/** What a morning brings in ten seconds, more and less of it. */
async function pollBrings(console: DeploymentConsole, look: number): Promise<void> {
  const { api } = console;
  console.holdDeliveries(look >= HELD_LOOKS.from && look < HELD_LOOKS.to);
  const wave = 1 + Math.sin(look / 14) / 2 + Math.sin(look / 5) / 6;
  await console.deliver(Math.round(90 * wave), POLL_MS);
  const at = api.clock.now();
  const resetAt = new Date(Math.ceil((at.getTime() + 1) / 60_000) * 60_000).toISOString();
  const used = (at.getTime() / POLL_MS) % 6;
  await api.streams.notePolling({
    at: at.toISOString(),
    tailAt: at.toISOString(),
    window: { limit: 120, remaining: 120 - used - 11, share: 60, used, resetAt },
  });
}
