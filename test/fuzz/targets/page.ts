import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { pageEvents } from '../../../lambdas/okta/page-events.ts';
import { readUtf8 } from '../../../lambdas/okta/read-utf8.ts';
import { hostileText, longText, secretText } from '../arbitraries/hostile-text.ts';
import { jsonText } from '../arbitraries/json-text.ts';
import { mutatedBytes } from '../arbitraries/mutated.ts';
import { attemptAsync, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly body: Buffer;
  readonly contentType: string;
  readonly secret: string;
}

const SPACE = fc.constantFrom('', '', ' ', '\r\n\t');
const event = jsonText(['uuid', 'published', 'uuid', 'actor', 'target'], 3);
const page = fc
  .tuple(
    fc.constantFrom('', '', '', '\ufeff'),
    SPACE,
    fc.array(fc.tuple(SPACE, event, SPACE), { maxLength: 4 }),
    SPACE,
  )
  .map(
    ([mark, before, events, after]) => `${mark}${before}[${events.map((parts) => parts.join('')).join(',')}]${after}`,
  );

const body: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 400, arbitrary: page.map((text) => Buffer.from(text)) },
  { weight: 300, arbitrary: mutatedBytes(page) },
  { weight: 100, arbitrary: fc.oneof(event, hostileText()).map((text) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: longText(['[', '[[', '{"a":', '"\\u0041', '[1,', '\\', ']', ' ', '[{"uuid":'], 5_000).map((text) =>
      Buffer.from(text),
    ),
  },
);

/** A secret may be echoed in the page or beside it. */
const inputs: fc.Arbitrary<Input> = fc
  .tuple(body, hostileText(4), secretText, fc.nat(9))
  .map(([bytes, type, secret, echo]) => ({
    body: echo === 0 ? Buffer.concat([Buffer.from(`<p>${secret}`), bytes]) : bytes,
    contentType: echo === 1 ? `${type}${secret}` : type,
    secret,
  }));

type Read = (
  body: Buffer,
  source: { readonly contentType: string; readonly credentials: readonly string[] },
) => Promise<{ page: Buffer; events: ReturnType<typeof pageEvents> }>;

const read: Read = async (bytes, source) => {
  const text = await readUtf8(new Response(Uint8Array.from(bytes)), 1_000_000);
  return { page: text, events: pageEvents(text, source) };
};

export const pageTarget = fuzzTarget<Input, Read>({
  name: 'page',
  covers: [
    'lambdas/okta/json-scanner.ts',
    'lambdas/okta/page-events.ts',
    'lambdas/okta/read-utf8.ts',
    'lambdas/http/read-body.ts',
  ],
  weight: 20,
  inputs,
  subject: read,
  async check(subject, { body: bytes, contentType, secret }) {
    const source = { contentType, credentials: [secret] };
    const result = await attemptAsync(() => subject(bytes, source), {
      codes: ['OKTA_PAGE_INVALID'],
      secrets: [secret],
    });
    const wanted = isUtf8(bytes) ? parsedList(bytes.toString('utf8').replace(/^\ufeff/, '')) : undefined;
    if ('refused' in result) {
      claim(wanted === undefined, 'a list that JSON.parse takes was refused');
      return 'refused';
    }
    claim(wanted !== undefined, 'what JSON.parse does not take as a list was taken');
    claimSlices(result.taken.page, result.taken.events);
    claimSame(result.taken.events.length, wanted.length, 'the number of events');
    for (const [index, { id, published, json }] of result.taken.events.entries()) {
      const value = wanted[index];
      claimSame(JSON.parse(json.toString()), value, `event ${index}`);
      claimSame(
        id,
        shortText(value, 'uuid') || `sha256:${createHash('sha256').update(json).digest('hex')}`,
        `the id of event ${index}`,
      );
      claimSame(published, shortText(value, 'published'), `published of event ${index}`);
    }
    return 'taken';
  },
  defects: {
    'serialises events anew': (real) =>
      altered(real, (json) => Buffer.from(JSON.stringify(JSON.parse(json.toString())))),
    'cuts the last byte off': (real) => altered(real, (json) => json.subarray(0, -1)),
    'takes the first of two uuids': (real) => async (bytes, source) => {
      const { page: text, events } = await real(bytes, source);
      const first = (json: Buffer) => /"uuid"\s*:\s*"([^"\\]+)"/.exec(json.toString())?.[1];
      return { page: text, events: events.map((each) => ({ ...each, id: first(each.json) ?? each.id })) };
    },
    'drops what has no uuid': (real) => async (bytes, source) => {
      const { page: text, events } = await real(bytes, source);
      return { page: text, events: events.filter(({ id }) => !id.startsWith('sha256:')) };
    },
    'quotes what it refuses': (real) => async (bytes, source) => {
      try {
        return await real(bytes, source);
      } catch (error) {
        throw Object.assign(new Error(`no page: ${bytes.toString()}`), { code: 'OKTA_PAGE_INVALID', cause: error });
      }
    },
  },
});

function altered(real: Read, change: (json: Buffer) => Buffer): Read {
  return async (bytes, source) => {
    const { page: text, events } = await real(bytes, source);
    return { page: text, events: events.map((each) => ({ ...each, json: change(each.json) })) };
  };
}

/** Put back between what separates them, the events are the page. */
function claimSlices(text: Buffer, events: ReturnType<typeof pageEvents>): void {
  let at = 0;
  let rest = '';
  for (const { json } of events) {
    const start = text.indexOf(json, at);
    claim(start >= 0, `${json.toString()} is not in the page`);
    rest += `${text.toString('latin1', at, start)}\u0000`;
    at = start + json.length;
  }
  rest += text.toString('latin1', at);
  claim(
    /^\s*\[\s*(\u0000(\s*,\s*\u0000)*)?\s*\]\s*$/.test(rest),
    `between the events stands ${JSON.stringify(rest)}`,
  );
}

function parsedList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Ids and dates of more than 200 characters, or with half of one, are no ids and dates. */
function shortText(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return undefined;
  const text: unknown = Reflect.get(value, name);
  return typeof text === 'string' && text.length <= 200 && text.isWellFormed() ? text : undefined;
}
