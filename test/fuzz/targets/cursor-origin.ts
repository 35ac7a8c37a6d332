import * as fc from 'fast-check';
import { systemLogClient } from '../../../lambdas/okta/system-log-client.ts';
import type { Cursor } from '../../../lambdas/core/position.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { attemptAsync, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

const ORG = 'https://acme.okta.com';
const SECRET = '00secret-token-of-the-org';

interface Input {
  /** Of a link or a stored position. */
  readonly link: string;
  readonly isStored: boolean;
}

const part = (...texts: readonly string[]) => fc.constantFrom(...texts);

/** The org's own origin, and all that only looks like it. */
const link = fc
  .tuple(
    part(
      'https:',
      'https:',
      'https:',
      'HTTPS:',
      'http:',
      ' https:',
      '\thttps:',
      'ht\ntps:',
      'javascript:',
      'data:',
      'blob:https:',
      '',
    ),
    part('//', '//', '//', '\\\\', '/', '///', ''),
    part('', '', '', '', 'user@', 'user:pw@', ':@', '@', 'acme.okta.com@', 'acme.okta.com:443@'),
    part(
      'acme.okta.com',
      'acme.okta.com',
      'acme.okta.com',
      'ACME.okta.COM',
      'acme.okta.com.',
      'acme.okta.com.evil.example',
      'evil.example',
      'acme.okta.com\\@evil.example',
      'acme%2eokta.com',
      'acme。okta.com',
      'ａcme.okta.com',
      'xn--acme.okta.com',
      'acme.okta.co',
      '[::1]',
      'acme.okta.com\u00ad',
    ),
    part('', '', '', ':443', ':8443', ':', ':80', ':0443'),
    fc.oneof(part('/api/v1/logs?after=1&limit=1000', '/', '?x', '#@evil.example/', ''), hostileText(4)),
  )
  .map((parts) => parts.join(''));

type Fetch = (
  link: string,
  isStored: boolean,
) => Promise<{ readonly next: string; readonly asked: readonly string[] }>;

/** One page by a real client; what it asked for is recorded. */
const fetchPage: Fetch = async (text, isStored) => {
  const asked: string[] = [];
  const own = `${ORG}/api/v1/logs?limit=1000`;
  const client = systemLogClient({
    orgUrl: new URL(ORG),
    authorization: {
      authorize: () => Promise.resolve({ authorization: `SSWS ${SECRET}` }),
      renew: () => Promise.resolve(),
    },
    fetch: (url) => {
      asked.push(url instanceof URL ? url.href : 'no URL');
      const next = isStored ? own : text;
      // As fetch hands on what came over the wire: one byte a character, without line ends.
      const header = `<${next.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')}>; rel="next"`;
      return Promise.resolve(new Response('[]', { headers: { link: header } }));
    },
    now: () => new Date(0),
    timeout: () => new AbortController().signal,
    rateLimitShare: 1,
  });
  const { next } = await client.fetchPage((isStored ? text : own) as Cursor);
  return { next, asked };
};

export const cursorOriginTarget = fuzzTarget<Input, Fetch>({
  name: 'cursor-origin',
  covers: ['lambdas/okta/system-log-client.ts'],
  inputs: fc.record({ link, isStored: fc.boolean() }),
  subject: fetchPage,
  async check(subject, { link: text, isStored }) {
    const result = await attemptAsync(() => subject(text, isStored), {
      codes: ['OKTA_LINK_REFUSED', 'OKTA_PAGE_INVALID'],
      secrets: [SECRET, 'user:pw'],
    });
    if ('refused' in result) {
      claim(!(isStored && isOwn(text)), 'a link to the org itself was refused');
      return 'refused';
    }
    claim(isOwn(result.taken.next), `${result.taken.next} leads elsewhere`);
    claim(result.taken.asked.every(isOwn), `credentials went to ${result.taken.asked.join()}`);
    if (isStored) claimSame(isOwn(text), true, 'whether a stored cursor that was followed is the org’s');
    return 'taken';
  },
  defects: {
    'compares beginnings': (real) => async (text, isStored) => {
      const looksRight = text.startsWith(ORG);
      return looksRight ? { next: text, asked: [text] } : real(text, isStored);
    },
    'looks at the host only': (real) => async (text, isStored) =>
      URL.parse(text)?.hostname === 'acme.okta.com' ? { next: text, asked: [text] } : real(text, isStored),
  },
});

/** By the members of a URL, one by one, where the client compares origins. */
function isOwn(text: string): boolean {
  const url = URL.parse(text);
  return (
    url?.protocol === 'https:' &&
    url.hostname === 'acme.okta.com' &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}
