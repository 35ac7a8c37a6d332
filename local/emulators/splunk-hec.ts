import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { unreachable } from '../../lambdas/core/unreachable.ts';
import { isObject } from '../is-object.ts';
import { behaviourSwitch, type ForNext } from './behaviour.ts';
import { hecAnswer, htmlAnswer, type HttpAnswer } from './hec-answers.ts';
import { indexEvents, type HecEvent } from './hec-events.ts';
import { readBody, startLoopbackServer } from './loopback-server.ts';

export interface SplunkHecOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly now?: () => Date;
  /** Called for each event in the order of indexing, before the answer goes out. */
  readonly onAccept?: (token: string, event: HecEvent) => void;
  readonly onRequest?: (request: HecRequest) => void;
}

export interface HecRequest {
  readonly at: Date;
  /** As it was sent, valid or not; undefined when there was none. */
  readonly token: string | undefined;
  /** 0 when no answer was given. */
  readonly status: number;
  /** Length of the body over the wire. */
  readonly bytes: number;
  readonly gzip: boolean;
  /** Events that were indexed. */
  readonly objects: number;
}

/** What the collector does with requests to its event endpoint; its health endpoint always answers. */
export type HecBehaviour = ForNext &
  (
    | { readonly kind: 'healthy' }
    /** Answers with this HEC code before anything is indexed, such as 503 and 9, "Server is busy". */
    | { readonly kind: 'fail'; readonly status: number; readonly code: number }
    | { readonly kind: 'hang' }
    | { readonly kind: 'throttle' }
    | { readonly kind: 'refuse-token' }
    | { readonly kind: 'html'; readonly status: 200 | 502 }
    /** The lost answer: events are indexed, then the connection breaks. */
    | { readonly kind: 'accept-then-cut' }
    /** Asks for the same request, token and all, elsewhere; without a location at this server's login page. */
    | { readonly kind: 'redirect'; readonly location?: string }
    /** Events that match are refused as malformed (code 6). */
    | { readonly kind: 'refuse-events'; readonly match: (text: string) => boolean }
  );

export interface SplunkHec {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Without `indexes` the token may write every index. */
  addToken(token: string, options?: { readonly disabled?: boolean; readonly indexes?: readonly string[] }): void;
  behave(behaviour: HecBehaviour): void;
  /** The latest requests to the event endpoint, oldest first. */
  readonly requests: readonly HecRequest[];
  stop(): Promise<void>;
}

interface HecToken {
  readonly disabled: boolean;
  readonly indexes: readonly string[] | undefined;
}

type Outcome = { readonly answer: HttpAnswer | 'none' | 'cut'; readonly objects?: number };

const EVENT_PATHS = new Set(['/services/collector', '/services/collector/event', '/services/collector/event/1.0']);
const HEALTH_PATHS = new Set(['/services/collector/health', '/services/collector/health/1.0']);

/** Splunk Cloud documents about 1 MB for a request; Splunk Enterprise takes 800 MiB. Counted after decompression. */
const MAX_BODY_BYTES = 1_000_000;

const MAX_REQUESTS_KEPT = 10_000;

const unzip = promisify(gunzip);

/** A Splunk HTTP Event Collector without indexer acknowledgement, which Okta's log streaming does not use either. */
export async function startSplunkHec(options: SplunkHecOptions = {}): Promise<SplunkHec> {
  const { now = () => new Date(), onAccept, onRequest } = options;
  const tokens = new Map<string, HecToken>();
  const behaviours = behaviourSwitch<HecBehaviour>({ kind: 'healthy' });
  const requests: HecRequest[] = [];

  const server = await startLoopbackServer(async (request, response) => {
    const elsewhere = answerElsewhere(request);
    if (elsewhere) return send(response, elsewhere);

    const body = await readBody(request);
    const { answer, objects = 0 } = await collect(request, body, behaviours.take());
    const handled: HecRequest = {
      at: now(),
      token: tokenOf(request),
      status: typeof answer === 'string' ? 0 : answer.status,
      bytes: body.length,
      gzip: request.headers['content-encoding'] === 'gzip',
      objects,
    };
    if (requests.push(handled) > MAX_REQUESTS_KEPT) requests.shift();
    onRequest?.(handled);
    if (answer === 'cut') request.socket.destroy();
    else if (answer !== 'none') send(response, answer);
  }, options.port);

  async function collect(request: IncomingMessage, body: Buffer, behaviour: HecBehaviour): Promise<Outcome> {
    switch (behaviour.kind) {
      case 'healthy':
        return index(request, body);
      case 'refuse-events':
        return index(request, body, behaviour.match);
      case 'accept-then-cut':
        return { ...(await index(request, body)), answer: 'cut' };
      case 'hang':
        return { answer: 'none' };
      case 'fail':
        return { answer: hecAnswer(behaviour.code, { status: behaviour.status }) };
      case 'throttle':
        return { answer: hecAnswer(26) };
      case 'refuse-token':
        return { answer: hecAnswer(4) };
      case 'html':
        return { answer: htmlAnswer(behaviour.status, behaviour.status === 200 ? 'Welcome' : 'Bad Gateway') };
      case 'redirect': {
        const location = behaviour.location ?? `${server.url}/en-US/account/login`;
        return { answer: htmlAnswer(307, 'Temporary Redirect', { location }) };
      }
      default:
        return unreachable(behaviour);
    }
  }

  async function index(request: IncomingMessage, body: Buffer, refuses = (_text: string) => false): Promise<Outcome> {
    const name = tokenOf(request);
    const token = name === undefined ? undefined : tokens.get(name);
    if (request.headers.authorization === undefined) return { answer: hecAnswer(2) };
    if (name === undefined) return { answer: hecAnswer(3) };
    if (!token) return { answer: hecAnswer(4) };
    if (token.disabled) return { answer: hecAnswer(1) };

    const json = await decompress(request, body);
    if (!Buffer.isBuffer(json)) return { answer: json };

    const verdict = indexEvents(json, { at: now(), indexes: token.indexes, refuses }, (event) =>
      onAccept?.(name, event),
    );
    return { answer: hecAnswer(verdict.code, { eventNumber: verdict.eventNumber }), objects: verdict.indexed };
  }

  return {
    url: server.url,
    addToken(token, { disabled = false, indexes } = {}) {
      tokens.set(token, { disabled, indexes });
    },
    behave: (behaviour) => behaviours.set(behaviour),
    requests,
    stop: () => server.stop(),
  };
}

/** The answer of everything that is not a POST of events; what Splunk has and this has not says so. */
function answerElsewhere(request: IncomingMessage): HttpAnswer | undefined {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (HEALTH_PATHS.has(path)) return hecAnswer(17);
  if (/^\/services\/collector\/(raw|ack|mint|s2s|validate)\b/.test(path)) {
    return { status: 501, headers: { 'content-type': 'text/plain' }, body: `${path} is not emulated` };
  }
  if (EVENT_PATHS.has(path) && request.method === 'POST') return undefined;

  const status = EVENT_PATHS.has(path) ? 405 : 404;
  const body = JSON.stringify({ text: 'The requested URL was not found on this server.', code: 404 });
  return { status, headers: { 'content-type': 'application/json' }, body };
}

const tokenOf = (request: IncomingMessage): string | undefined =>
  /^Splunk (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

async function decompress(request: IncomingMessage, body: Buffer): Promise<Buffer | HttpAnswer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') return htmlAnswer(415, 'Unsupported Media Type');

  try {
    // The limit also stops a small body that would inflate to gigabytes.
    const json = encoding === 'gzip' ? await unzip(body, { maxOutputLength: MAX_BODY_BYTES }) : body;
    return json.length > MAX_BODY_BYTES ? htmlAnswer(413, 'Request Entity Too Large') : json;
  } catch (error) {
    const isTooLarge = isObject(error) && error['code'] === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? htmlAnswer(413, 'Request Entity Too Large') : hecAnswer(6);
  }
}

const send = (response: ServerResponse, { status, headers, body }: HttpAnswer): void =>
  void response.writeHead(status, headers).end(body);
