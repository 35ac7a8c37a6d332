import { Agent, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBody, startLoopbackServer } from '../../local/emulators/loopback-server.ts';

export interface CannedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What can go wrong between a client and a server; all but `slow` is a failure to the client. */
export type EdgeFault =
  /** Never answered, and the server never hears of it. */
  | { readonly kind: 'hang' }
  /** The connection breaks before the server hears of it. */
  | { readonly kind: 'reset' }
  /** The connection breaks when half of the request's body has reached the server. */
  | { readonly kind: 'cut request' }
  /** The server does its work; the connection breaks in the middle of the answer's body. */
  | { readonly kind: 'cut answer' }
  /** The server does its work; the connection breaks before the answer. */
  | { readonly kind: 'lost answer' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** Answered in the server's place, which never hears of it. */
  | { readonly kind: 'refuse'; readonly answer: (at: Date) => CannedAnswer };

export interface FaultProxyOptions {
  /** Of every request, before anything goes wrong. */
  readonly onRequest?: (body: Buffer, headers: IncomingMessage['headers']) => void;
  /** Of a request that the server answered, and whose answer did not reach the client. */
  readonly onUnheard?: (unheard: Unheard) => void;
  /** What the server gets in place of the body. */
  readonly rewriteRequest?: (body: Buffer) => Buffer;
  readonly onAnswer?: (body: Buffer) => void;
}

export interface Unheard {
  /** The fault's name, or `HUNG_UP`. */
  readonly what: string;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
  /** The server had the request between these moments. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** No fault kept the answer back: the client was gone, killed or at its time limit. */
export const HUNG_UP = 'the function was gone before the answer';

/** Stands in front of a server, which may go and come back elsewhere. */
export interface FaultProxy {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Until the first call requests wait. */
  connect(upstream: string): void;
  /** The next so many requests meet this fault, behind those that are due already. */
  inject(name: string, fault: EdgeFault, requests: number): void;
  /** Takes back what has struck nobody yet. */
  calm(): void;
  /** Struck requests by the fault's name. */
  readonly struck: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export async function startFaultProxy(options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true });
  const due: { readonly name: string; readonly fault: EdgeFault; left: number }[] = [];
  const struck = new Map<string, number>();
  const connected = Promise.withResolvers<void>();
  let upstream = '';

  const takeFault = (): { readonly name: string; readonly fault: EdgeFault } | undefined => {
    const [next] = due;
    if (!next) return undefined;
    next.left -= 1;
    if (next.left <= 0) due.shift();
    struck.set(next.name, (struck.get(next.name) ?? 0) + 1);
    return next;
  };

  const server = await startLoopbackServer(async (request, response) => {
    const body = await readBody(request);
    options.onRequest?.(body, request.headers);
    await connected.promise;
    const struckBy = takeFault();
    const sent = options.rewriteRequest?.(body) ?? body;
    const forwarded = async (): Promise<Answer> => {
      const fromMs = Date.now();
      const answer = await forward(agent, upstream, request, sent);
      options.onAnswer?.(answer.body);
      const isLost = struckBy?.fault.kind === 'lost answer' || struckBy?.fault.kind === 'cut answer';
      if (isLost || request.socket.destroyed) {
        const what = isLost ? struckBy.name : HUNG_UP;
        options.onUnheard?.({ what, body, headers: request.headers, fromMs, toMs: Date.now() });
      }
      return answer;
    };
    const pass = (answer: Answer) => write(response, here(answer, upstream, server.url));
    await play(struckBy?.fault, {
      request,
      response,
      forwarded,
      pass,
      cutOff: () => cutOff(upstream, request, sent),
    });
  });

  return {
    url: server.url,
    connect(to) {
      upstream = to;
      connected.resolve();
    },
    inject(name, fault, requests) {
      due.push({ name, fault, left: requests });
    },
    calm() {
      due.length = 0;
    },
    struck,
    async stop() {
      await server.stop();
      agent.destroy();
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly forwarded: () => Promise<Answer>;
  readonly pass: (answer: Answer) => void;
  readonly cutOff: () => Promise<void>;
}

async function play(fault: EdgeFault | undefined, exchange: Exchange): Promise<void> {
  const { request, response, forwarded, pass, cutOff: cut } = exchange;
  const hangUp = (): void => void request.socket.destroy();
  try {
    switch (fault?.kind) {
      case undefined:
        return pass(await forwarded());
      case 'slow':
        await sleep(fault.ms);
        return pass(await forwarded());
      case 'hang':
        return;
      case 'reset':
        return hangUp();
      case 'refuse': {
        const { status, headers, body } = fault.answer(new Date());
        return void response.writeHead(status, headers).end(body);
      }
      case 'cut request':
        await cut();
        return hangUp();
      case 'lost answer':
        await forwarded();
        return hangUp();
      case 'cut answer': {
        const { status, headers, body } = await forwarded();
        response.writeHead(status, { ...headers, 'content-length': body.length });
        response.write(body.subarray(0, body.length / 2), hangUp);
      }
    }
  } catch {
    // The server behind is gone, as a killed process is: the client sees its connection break.
    hangUp();
  }
}

function forward(agent: Agent, upstream: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const { method, url = '/' } = request;
  return new Promise((resolve, reject) => {
    const options = { agent, method, headers: { ...request.headers, 'content-length': body.length } };
    const sent = httpRequest(new URL(url, upstream), options, (answer) => {
      readBody(answer).then(
        (answerBody) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: answerBody }),
        reject,
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Announces the whole body to the server and breaks off after half of it. */
function cutOff(upstream: string, { method, url = '/', headers }: IncomingMessage, body: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const options = { agent: false, method, headers: { ...headers, 'content-length': body.length } };
    const sent = httpRequest(new URL(url, upstream), options);
    sent.once('error', () => resolve());
    sent.once('close', () => resolve());
    sent.write(body.subarray(0, body.length / 2), () => sent.destroy());
  });
}

/** Links that lead to the server lead here, so that what follows them passes by again. */
function here({ headers, ...answer }: Answer, upstream: string, url: string): Answer {
  const { link } = headers;
  return link === undefined
    ? { ...answer, headers }
    : { ...answer, headers: { ...headers, link: String(link).replaceAll(upstream, url) } };
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _encoding, ...rest } = headers;
  response.writeHead(status, { ...rest, 'content-length': body.length }).end(body);
}
