import { type LogPage, queryLogs } from '../../lambdas/admin/log-query.ts';
import type { LifecycleLog } from '../../lambdas/core/ports.ts';
import { START } from './manual-clock.ts';

export const ORIGIN = 'https://abc123.execute-api.eu-west-1.amazonaws.com';
const PATH = '/api/v1/logs';
export const LOGS_URL = `${ORIGIN}${PATH}`;

export interface ReadPage extends LogPage {
  readonly uuids: readonly string[];
  readonly self: string | undefined;
  readonly next: string | undefined;
}

/** What `GET` of a URL answers, as a client reads it. */
export async function getLogs(
  log: Pick<LifecycleLog, 'read'>,
  url: string,
  { now = START }: { readonly now?: Date } = {},
): Promise<ReadPage> {
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URL(url, LOGS_URL).searchParams) (query[name] ??= []).push(value);

  const page = await queryLogs(log, { query, origin: ORIGIN, path: PATH }, now);

  const link = (rel: string) =>
    page.links.map((value) => new RegExp(`^<([^<> ]*)>; rel="${rel}"$`).exec(value)?.[1]).find(Boolean);
  const uuids = page.events.map((json) => (JSON.parse(json) as { readonly uuid: string }).uuid);
  return { ...page, uuids, self: link('self'), next: link('next') };
}

/** The uuids on each page, from a URL on, until there is no next link or a page is empty. */
export async function followLogs(
  log: Pick<LifecycleLog, 'read'>,
  url: string,
  options?: Parameters<typeof getLogs>[2],
): Promise<(readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  for (let next: string | undefined = url; next !== undefined;) {
    const page = await getLogs(log, next, options);
    if (page.uuids.length > 0) pages.push(page.uuids);
    next = page.uuids.length > 0 ? page.next : undefined;
  }
  return pages;
}
