import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseDeploymentConfig } from '../../lib/deployment-config.ts';
import { sendToHook } from '../../lambdas/hook/send-to-hook.ts';
import { manualClock } from '../support/manual-clock.ts';
import { type Block, blocksOf } from '../support/page.ts';
import { commandsIn } from '../support/shell.ts';

const PAGE = 'docs/lifecycle-events.md';
const EVENT_HOOK = blocksOf(PAGE).filter(({ heading }) => heading === 'Event hook');

const { method, target, headers } = requestIn(block('http', 'hook-verification').text);
const DELIVERY = JSON.parse(block('json', 'hook-event').text) as {
  readonly eventId: string;
  readonly eventTime: string;
};

interface Posted {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

describe('a hook that answers as the page says', () => {
  const requests: Posted[] = [];

  beforeAll(async () => {
    const answers = [
      new Response(block('json', 'hook-verification').text, { status: 200 }),
      new Response(null, { status: 204 }),
    ];
    const saved: string[] = [];
    await sendToHook(
      {
        orgUrl: new URL(contextOf('orgUrl')),
        hook: {
          url: new URL(contextOf('eventHookUrl')),
          async fetch(url, init = {}) {
            requests.push({
              url: new URL(url instanceof Request ? url.url : url).href,
              method: init.method,
              headers: Object.fromEntries(new Headers(init.headers ?? {})),
              body: init.body,
            });
            return answers[requests.length - 1] ?? new Response(null, { status: 500 });
          },
          timeout: () => new AbortController().signal,
          secrets: { read: () => Promise.resolve(headers['authorization'] ?? '') },
          secretId: 'event-hook',
        },
        verified: {
          load: async () => saved[0],
          save: async (fingerprint) => void saved.push(fingerprint),
        },
        challenge: () => headers['x-okta-verification-challenge'] ?? '',
        now: manualClock(new Date(DELIVERY.eventTime)).now,
      },
      { id: DELIVERY.eventId, logEvent: {} },
    );
  });

  test('is asked first', () => {
    const [verification] = requests;
    const { host, ...sent } = headers;

    expect(verification).toMatchObject({ url: `https://${host}${target}`, method, headers: sent });
    expect(Object.keys(verification?.headers ?? {}).toSorted()).toEqual(Object.keys(sent).toSorted());
  });

  test('is sent the event then', () => {
    const [, delivery] = requests;

    expect(JSON.parse(String(delivery?.body))).toEqual({ ...DELIVERY, data: { events: [{}] } });
    expect(Object.keys(delivery?.headers ?? {}).toSorted()).toEqual(['accept', 'authorization', 'content-type']);
    expect(requests).toHaveLength(2);
  });
});

test('the command deploys such a hook, with the secret that the page names', () => {
  const config = parseDeploymentConfig({ orgUrl: contextOf('orgUrl'), eventHookUrl: contextOf('eventHookUrl') });

  expect(config.eventHookUrl).toBe(contextOf('eventHookUrl'));
  expect(config.eventHookSecretName).toBe('okta-log-streaming/event-hook');
});

function block(language: string, info: string): Block {
  const found = EVENT_HOOK.find((each) => each.language === language && each.info === info);
  if (!found) throw new Error(`the page has no block "${language} ${info}"`);
  return found;
}

/** A setting that the page's command gives with `-c`. */
function contextOf(name: string): string {
  const [deploy] = commandsIn(block('sh', '').text);
  const setting = deploy?.words.find((word) => word.startsWith(`${name}=`));
  if (setting === undefined) throw new Error(`the page's command does not set ${name}`);
  return setting.slice(name.length + 1);
}

function requestIn(text: string) {
  const [first = '', ...lines] = text.split('\n');
  const [verb = '', path = ''] = first.split(' ');
  const fields = lines.map((line) => line.split(': ')).map(([name = '', value = '']) => [name.toLowerCase(), value]);
  return { method: verb, target: path, headers: Object.fromEntries(fields) as Readonly<Record<string, string>> };
}
