import { gunzipSync } from 'node:zlib';

/** One object of a body, as HEC would index it; `event` is its text verbatim. */
export interface HecEvent {
  readonly uuid: string;
  readonly event: string;
  /** Of the whole object. */
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface HecCall {
  readonly url: string;
  readonly headers: Headers;
  readonly bodyBytes: number;
  readonly events: readonly HecEvent[];
}

export interface FakeHec {
  readonly fetch: typeof fetch;
  readonly calls: HecCall[];
  /** Ids of what was indexed, in order. */
  readonly indexed: string[];
}

export interface HecBehaviour {
  /** Tokens that are let in. */
  readonly tokens?: readonly string[];
  /** HEC's code for an event that it refuses. */
  readonly refuses?: (event: HecEvent) => number | undefined;
  /** Answers to a refused event leave out which one it was. */
  readonly hidesNumber?: boolean;
  readonly maxBytes?: number;
  /** Instead of all that, for the nth request, counted from 1. */
  readonly answer?: (n: number, call: HecCall) => Response | Error | undefined;
}

export const TOKEN = '11111111-2222-4333-8444-abcdefabcdef';

/** HEC's own words. */
export const hecAnswer = (status: number, code: number, text: string, more: object = {}): Response =>
  Response.json({ text, code, ...more }, { status });

/** A HEC that reads what it gets and stops indexing at the first event that it refuses, as Splunk does. */
export function fakeHec(behaviour: HecBehaviour = {}): FakeHec {
  const { tokens = [TOKEN], refuses = () => undefined, hidesNumber = false, maxBytes = Infinity } = behaviour;
  const calls: HecCall[] = [];
  const indexed: string[] = [];

  function receive(call: HecCall): Response {
    if (!tokens.some((token) => call.headers.get('authorization') === `Splunk ${token}`)) {
      return hecAnswer(403, 4, 'Invalid token');
    }
    if (call.bodyBytes > maxBytes) return new Response('<h1>Content-Length too large</h1>', { status: 413 });
    for (const [index, event] of call.events.entries()) {
      const code = refuses(event);
      if (code !== undefined) {
        return hecAnswer(400, code, 'Invalid data', hidesNumber ? {} : { 'invalid-event-number': index });
      }
      indexed.push(event.uuid);
    }
    return hecAnswer(200, 0, 'Success');
  }

  const visit = async (url: URL, init: RequestInit): Promise<Response> => {
    init.signal?.throwIfAborted();
    if (!(init.body instanceof Uint8Array)) throw new TypeError('expected bytes');
    const body = gunzipSync(init.body).toString();
    const call = {
      url: url.href,
      headers: new Headers(init.headers),
      bodyBytes: Buffer.byteLength(body),
      events: splitObjects(body).map(readObject),
    };
    calls.push(call);
    const answer = behaviour.answer?.(calls.length, call) ?? receive(call);
    if (answer instanceof Error) throw answer;
    const location = answer.headers.get('location');
    return location !== null && init.redirect !== 'manual' ? visit(new URL(location), init) : answer;
  };
  const fetch: FakeHec['fetch'] = (url, init = {}) =>
    url instanceof URL ? visit(url, init) : Promise.reject(new TypeError('expected a URL'));
  return { fetch, calls, indexed };
}

/** Top-level JSON objects of a text in which nothing else stands. */
function splitObjects(text: string): string[] {
  const objects: string[] = [];
  let start = 0;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/gs)) {
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (token !== '}' || depth > 0) continue;
    objects.push(text.slice(start, index + 1));
    start = index + 1;
  }
  if (start !== text.length) throw new Error(`not an object: ${text.slice(start, start + 40)}`);
  return objects;
}

function readObject(json: string): HecEvent {
  const object: { event: unknown; fields: { uuid: string } } = JSON.parse(json);
  const { event: _parsed, fields, ...metadata } = object;
  const event = /"event":(.*),"fields":/s.exec(json)?.[1] ?? '';
  return { uuid: fields.uuid, event, bytes: Buffer.byteLength(json), metadata };
}
