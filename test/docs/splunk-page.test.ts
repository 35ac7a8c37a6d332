import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { EDITIONS } from '../../lambdas/core/stream-constraints.ts';
import { hecEnvelope } from '../../lambdas/targets/hec-body.ts';
import { hecOutcome } from '../../lambdas/targets/hec-outcome.ts';
import { hecUrl } from '../../lambdas/targets/hec-url.ts';
import { pageApi, runPage } from '../support/admin-api-page.ts';
import { blocksOf } from '../support/page.ts';

const PAGE = 'docs/splunk.md';
const text = readFileSync(PAGE, 'utf8');

const SPLUNK = '0oaFlO42ei5KFeVw926c';
const IDS = [SPLUNK, '0oaFlO42ei5KFeVw926d', '0oaFlO42ei5KFeVw926e'];

test('the examples are answered as they say, from top to bottom', async () => {
  const api = await pageApi(IDS);

  const exchanges = await runPage(PAGE, api);

  expect(exchanges.filter(({ reply }) => reply.status !== 200)).toEqual([]);
  for (const { reply, answer } of exchanges) if (answer) expect(reply.body).toEqual(JSON.parse(answer.text));
  expect(exchanges.length).toBeGreaterThan(4);
});

test('the token of a stream is the rotated one in the end', async () => {
  const api = await pageApi(IDS);

  await runPage(PAGE, api);

  const rotated = blocksOf(PAGE).find(({ info }) => info === 'rotated.json')?.text ?? '';
  expect(rotated).toContain(`"token": "${api.tokens.all.get(SPLUNK)}"`);
});

test('the table of editions has all of them, with the addresses that are used', () => {
  const rows = [...text.matchAll(/^\| `(\w+)` +\| `([\w.]+)` +\| `(https:.+?)` +\|$/gm)];

  expect(new Set(rows.map(([, edition]) => edition))).toEqual(new Set(EDITIONS));
  for (const [, name, host = '', url] of rows) {
    const edition = EDITIONS.find((each) => each === name) ?? 'aws';
    expect(hecUrl(edition, host).href).toBe(url);
  }
});

describe('the table of failures', () => {
  const rows = [...text.matchAll(/^\| (\d{3})(?:, code (\d+), (.+?)| without a code) +\| `(\w+)` +\|/gm)];

  test.each(rows.map(([, status, code, says, means]) => [status, code, says, means]))(
    'knows what %s, code %s, %s means: %s',
    (status, code, says, means) => {
      const body = code === undefined ? '<html></html>' : JSON.stringify({ text: says, code: Number(code) });

      const outcome = hecOutcome({ status: Number(status), body }, 1, []);

      expect(outcome).toMatchObject({ kind: 'failed', failure: { code: means } });
    },
  );

  test('has rows', () => {
    expect(rows.length).toBeGreaterThan(9);
  });

  test.each([
    [400, 6],
    [400, 12],
    [400, 13],
    [400, 15],
    [413, 0],
  ])('leaves out what sets an event aside: %i, code %i', (status, code) => {
    const outcome = hecOutcome({ status, body: JSON.stringify({ text: '', code }) }, 1, []);

    expect(outcome.kind).toBe('refused');
    expect(text).toContain('malformed (code 6, 12, 13 or 15) or too large (413)');
  });
});

test('the object that arrives is as the target makes it', () => {
  const object = JSON.parse(blocksOf(PAGE).find(({ info }) => info === 'object')?.text ?? '') as {
    readonly event: { readonly uuid: string; readonly published: string };
  };
  const { event } = object;
  const json = Buffer.from(JSON.stringify(event));

  const made = hecEnvelope({ host: 'acme.okta.com', source: 'okta.com/acme/Splunk' })({
    id: event.uuid,
    published: event.published,
    json,
  });

  expect(JSON.parse(Buffer.concat([made.head, made.event, made.tail]).toString())).toEqual(object);
});
