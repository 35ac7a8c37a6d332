import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import { tokensText } from '../../lambdas/tokens/token-record.ts';
import { API_ORIGIN } from '../support/admin-api.ts';
import { adminFetch } from '../support/admin-fetch.ts';
import { PAGE_STREAM_IDS, PAGE_VARIABLES, pageApi } from '../support/admin-api-page.ts';
import { START } from '../support/manual-clock.ts';
import { blocksOf } from '../support/page.ts';
import { type Command, commandsIn } from '../support/shell.ts';
import { loopbackSecrets, streamsWorld } from '../support/streams-world.ts';

const PAGES = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))];

/** In the runbook also in the middle of a sentence: whoever reads it at night copies what is there. */
const INLINE = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/`(npx streams [a-z][^`]*)`/g)].map(
  ([, text = '']) => ['docs/runbook.md', text] as const,
);

const BLOCKS = PAGES.flatMap((page) =>
  blocksOf(page).flatMap(({ language, text }) => (language === 'sh' ? [[page, text] as const] : [])),
);

const EXAMPLES = [...BLOCKS, ...INLINE].flatMap(([page, text]) =>
  commandsIn(text, PAGE_VARIABLES)
    .filter(isStreams)
    .map((command) => [page, command.words.slice(2).join(' '), command] as const),
);

const HEC_TOKEN = '6e9f1a3c-5b7d-4e2f-8a1b-0c9d8e7f6a5b';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

test.each(EXAMPLES)('in %s "npx streams %s" works', async (_page, _shown, { words, input }) => {
  const { run } = await world(input);

  expect(await run(...words.slice(2))).toMatchObject({ exitCode: 0, stderr: '' });
});

test('there are examples of most commands', () => {
  const commands = new Set(EXAMPLES.map(([, , { words }]) => words[2]));

  expect(commands.size).toBeGreaterThan(6);
});

function isStreams({ words }: Command): boolean {
  return words[0] === 'npx' && words[1] === 'streams';
}

/** A deployment with an INACTIVE stream of each type and a token; what runs for ever is stopped at its first pause. */
async function world(input: string | undefined) {
  const api = await pageApi();
  const secrets = await loopbackSecrets();
  cleanUp.push(secrets.stop);
  await api.ask('POST', '/api/v1/logStreams', {
    body: {
      type: 'aws_eventbridge',
      name: 'A bus',
      settings: { accountId: '123456789012', eventSourceName: 'a-bus', region: 'eu-west-1' },
    },
  });
  await api.ask('POST', '/api/v1/logStreams', {
    body: {
      type: 'splunk_cloud_logstreaming',
      name: 'A stack',
      settings: { edition: 'gcp', host: 'acme.splunkcloud.com', token: HEC_TOKEN },
    },
  });
  for (const id of PAGE_STREAM_IDS) await api.ask('POST', `/api/v1/logStreams/${id}/lifecycle/deactivate`);
  const { record } = mintToken({
    name: 'ci',
    scopes: ['okta.logStreams.read'],
    now: START,
    random: (n) => new Uint8Array(n),
  });
  secrets.service.addSecret('admin-tokens', tokensText([{ ...record, id: '00TFlO42ei5KFeVw926b' }]));
  const outputs = { Stack: { AdminApiUrl: API_ORIGIN, AdminAuth: 'token', AdminTokensSecretName: 'admin-tokens' } };
  return streamsWorld({
    files: { 'stack-outputs.json': JSON.stringify(outputs) },
    ...(input === undefined ? { types: HEC_TOKEN } : { stdin: HEC_TOKEN }),
    agrees: true,
    stopAtPause: 1,
    overrides: { fetch: adminFetch(api), secretsManager: secrets.client },
  });
}
