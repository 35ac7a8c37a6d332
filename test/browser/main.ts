import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { killChildren } from '../support/child-run.ts';
import { aDay } from './a-day.ts';
import { checks } from './checks.ts';
import { findChromium, launch, WHAT_TO_INSTALL } from './chromium.ts';
import { forms } from './forms.ts';
import { hostileNames } from './hostile-names.ts';
import { keyboardOnly } from './keyboard.ts';
import { manyStreams } from './many-streams.ts';
import { npmStart } from './npm-start.ts';
import { pageStates } from './states.ts';
import { takePictures } from './pictures.ts';

/** Where every picture goes, and which of them are the docs' own. */
const PICTURES = '.local/browser';
const PICTURES_OF_DOCS = 'docs/images';
const IN_DOCS: ReadonlySet<string> = new Set([
  'console-wide-light',
  'console-wide-dark',
  'console-narrow-light',
  'console-details-wide-dark',
  'console-activate-wide-light',
]);

// The console page in headless Chromium, line by line; the last line counts, and the file of --summary has the counts as
// JSON. With --pictures the pictures of the docs are made again. The exit code is 1 when something failed, or when there
// is no browser.
const { values } = parseArgs({ options: { pictures: { type: 'boolean' }, summary: { type: 'string' } } });
const { summary } = values;
const executable = findChromium(process.env['CHROMIUM']);
const report = (line: string): void => void process.stdout.write(`${line}\n`);

if (executable === undefined) {
  process.stderr.write(`${WHAT_TO_INSTALL}\n`);
  process.exit(1);
}

for (const folder of [PICTURES, PICTURES_OF_DOCS]) mkdirSync(folder, { recursive: true });
const picture = async (page: Page, name: string): Promise<void> => {
  const path = join(PICTURES, `${name}.png`);
  await page.screenshot({ path });
  if (values.pictures && IN_DOCS.has(name)) copyFileSync(path, join(PICTURES_OF_DOCS, `${name}.png`));
};

process.once('exit', killChildren);
// Synthesizing takes a while, in which the others run.
const starting = npmStart();
starting.catch(() => undefined);
const browser = await launch(executable);
const all = checks(report);
const surroundings = { browser, checks: all, report, picture };

const againstNpmStart = async (): Promise<void> => {
  const run = await starting;
  await aDay(surroundings, run);
  await run.stop();
};
// What is measured has the machine to itself: npm start has ended by then.
const scenarios = { pageStates, forms, keyboardOnly, hostileNames, againstNpmStart, manyStreams, takePictures };
for (const [name, scenario] of Object.entries(scenarios)) {
  await all.check(`the scenario ${name} runs to its end`, () => scenario(surroundings));
}
await browser.close();

const { passed, failed } = all;
if (summary !== undefined) writeFileSync(summary, JSON.stringify({ passed, failed }));
report(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
