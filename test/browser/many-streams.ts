import type { Page } from 'playwright-core';
import { expectAccessible } from './accessibility.ts';
import { expectNone, expectSame } from './expectations.ts';
import { openPage } from './open-page.ts';
import type { Surroundings } from './surroundings.ts';
import { STREAMS, twoHundredStreams } from './two-hundred-streams.ts';

/** A look of the page's time is two seconds: with these there are three minutes in the plots. */
const LOOKS_BEFORE = 90;
const LOOKS = 30;

/** As many streams as a deployment may have, all of them delivering. What it takes is told, not judged. */
export async function manyStreams({ browser, checks: { check }, report, picture }: Surroundings): Promise<void> {
  const run = await twoHundredStreams();
  const { page, problems, close } = await openPage(browser, run.url, { quickFrom: new Date(), width: 1600 });

  await check(`${STREAMS} streams: all are listed`, async () => {
    await page.getByText(`${STREAMS} log streams`).waitFor();
    expectSame(await page.locator('tbody.stream').count(), STREAMS);
  });
  const tell = (what: string, times: readonly number[]): void =>
    report(`      ${what}: median ${ms(median(times))}, longest ${ms(Math.max(...times))} of ${times.length}`);
  const [first = 0, ...looks] = await measuredLooks(page, LOOKS_BEFORE + LOOKS);
  report(`      first list, answer to pixels: ${ms(first)}`);
  tell('refresh with three minutes in the plots, answer to pixels', looks.slice(-LOOKS));
  tell('GET /api/v1/logStreams?limit=200 through the console', await listRequests(page));
  tell('filter, key to pixels', await page.evaluate(measureFilter));

  await check(`${STREAMS} streams: the filter finds one`, async () => {
    await page.getByLabel('Filter log streams').fill('stream 137');
    await page.getByText(`1 of ${STREAMS} log streams`).waitFor();
    expectSame(await page.locator('tbody.stream').count(), 1);
    await page.getByLabel('Filter log streams').fill('');
  });
  await check(`${STREAMS} streams: accessible`, () => expectAccessible(page));
  await picture(page, 'many-streams');
  await check(`${STREAMS} streams: no error, no breach of the policy, no request to elsewhere`, () =>
    expectNone(problems),
  );
  await close();
  await run.stop();
}

/** What each look took from its answer to the pixels, the first one first. */
const measuredLooks = (page: Page, count: number): Promise<readonly number[]> =>
  page.evaluate(
    (wanted) =>
      new Promise<number[]>((resolve) => {
        const found: number[] = [];
        new PerformanceObserver((list) => {
          found.push(...list.getEntriesByName('look shown').map(({ duration }) => duration));
          if (found.length >= wanted) resolve(found.slice(0, wanted));
        }).observe({ type: 'measure', buffered: true });
      }),
    count,
  );

const listRequests = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('logStreams?'))
      .map(({ duration }) => duration),
  );

/** Runs in the page: from each key in the filter to the pixels that follow from it. */
async function measureFilter(): Promise<number[]> {
  const input = document.querySelector<HTMLInputElement>('input[type=search]');
  const found: number[] = [];
  for (const text of ['s', 'st', 'str', 'stream 1', 'stream 13', 'stream 137', '']) {
    const begun = performance.now();
    if (input) input.value = text;
    input?.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(resolve));
    });
    found.push(performance.now() - begun);
  }
  return found;
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
