import type { Locator, Page } from 'playwright-core';

/** The part of the list that shows one stream. */
export const rowOf = (page: Page, name: string): Locator =>
  page.locator('tbody.stream').filter({ has: page.getByRole('button', { name, exact: true }) });

export const dialogOf = (page: Page): Locator => page.locator('dialog[open]');

/** A figure of a stream as it is written. */
export const figureOf = (row: Locator, figure: 'lag' | 'rate' | 'backlog' | 'delivered'): Locator =>
  row.locator(`.${figure} .value`);

export const numberIn = async (figure: Locator): Promise<number> =>
  Number((await figure.innerText()).replaceAll(/[^\d.]/g, ''));
