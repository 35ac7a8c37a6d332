import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, oktaError } from './okta-answer.ts';
import { authorizer } from './okta-authorization.ts';
import { proofVerifier } from './okta-dpop.ts';
import { openEventLog } from './okta-event-log.ts';
import { type OrgFault, type Reply, withFault } from './okta-faults.ts';
import { type OrgMessage, readMessage, writeReply } from './okta-http.ts';
import { answerLogRequest } from './okta-log-endpoint.ts';
import { rateLimitWindow } from './okta-rate-limit.ts';
import { type OAuthClient, TOKEN_PATH, tokenEndpoint } from './okta-token-endpoint.ts';

export type { OrgFault } from './okta-faults.ts';

const LOGS_PATH = '/api/v1/logs';

/** Okta: 120 a minute is the limit of a Workforce org. */
const DEFAULT_REQUESTS_PER_MINUTE = 120;

export interface OktaOrgOptions {
  /** On 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /** The org's clock: persistence times, windows, token lifetimes and `Date` headers. The system's by default. */
  readonly now?: () => Date;
  /** Keeps the log and the validity of its cursors from one start to the next; in memory only without it. */
  readonly file?: string;
  /** Limit of a window of `/api/v1/logs`. */
  readonly requestsPerMinute?: number;
  /** The SSWS token the org accepts; without one it accepts none. */
  readonly apiToken?: string;
  /** The app that may mint tokens; without one nobody may. */
  readonly oauthClient?: OAuthClient;
  /** Called when the answer is decided, before it is sent. */
  readonly onRequest?: (request: OrgRequest) => void;
}

export interface OrgRequest {
  readonly at: Date;
  /** Without the query. */
  readonly path: string;
  /** 0 when no answer was given. */
  readonly status: number;
  /** What is left of the window of `/api/v1/logs` after this request. */
  readonly remaining: number;
}

/**
 * A simulated Okta org: the System Log API with polling and bounded requests, and the token endpoint. Not
 * emulated: response compression, Okta's limit on concurrent requests, rate limits of the token endpoint.
 */
export interface OktaOrg {
  readonly url: string;
  readonly requests: readonly OrgRequest[];
  /**
   * Persists events (JSON texts) now, in this order: that is the System Log's order. Fails on a text that is not JSON.
   */
  persist(texts: readonly string[]): void;
  readonly persistedCount: number;
  /** Place of an event in persistence order, from 0, by uuid; of the first one if several have it. */
  readonly orderOf: (uuid: string) => number | undefined;
  /** The next requests to `/api/v1/logs` are answered with these faults, first in first out. */
  answerNext(...faults: OrgFault[]): void;
  /** Every cursor handed out so far is answered with 400 from now on. */
  expireCursors(): void;
  stop(): Promise<void>;
}

export async function startOktaOrg(options: OktaOrgOptions = {}): Promise<OktaOrg> {
  const now = options.now ?? (() => new Date());
  const log = openEventLog(options.file);
  const window = rateLimitWindow(options.requestsPerMinute ?? DEFAULT_REQUESTS_PER_MINUTE);
  const proofs = proofVerifier();
  const tokens = tokenEndpoint(options.oauthClient, proofs);
  const access = authorizer(options.apiToken, { tokens, proofs });
  const requests: OrgRequest[] = [];
  const faults: OrgFault[] = [];
  let pages = 0;

  const logAnswer = async (request: OrgMessage): Promise<Answer> => {
    const hasRequestsLeft = window.take(request.at);
    if (request.method !== 'GET') return oktaError('E0000022');
    const refusal = await access.refuse(request, request.at);
    if (refusal) return refusal;
    if (!hasRequestsLeft) return oktaError('E0000047');

    pages += 1;
    const linkStyle = pages % 2 === 1 ? 'lines' : 'joined';
    return answerLogRequest(log, request.url, { now: request.at, linkStyle });
  };

  const reply = async (request: OrgMessage): Promise<Reply> => {
    switch (request.url.pathname) {
      case LOGS_PATH: {
        const fault = faults.shift();
        const answer = await logAnswer(request);
        const regular: Reply = { answer, rateLimit: window.state(request.at), arrival: 'whole' };
        return fault ? withFault(fault, regular, request) : regular;
      }
      case TOKEN_PATH: {
        const answer = request.method === 'POST' ? await tokens.answer(request, request.at) : oktaError('E0000022');
        return { answer, rateLimit: undefined, arrival: 'whole' };
      }
      default:
        return { answer: oktaError('E0000008'), rateLimit: undefined, arrival: 'whole' };
    }
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await readMessage(incoming, { origin: url, at: now() });
    const { answer, rateLimit, arrival } = await reply(request);

    const handled: OrgRequest = {
      at: request.at,
      path: request.url.pathname,
      status: arrival === 'whole' || arrival === 'cut' ? answer.status : 0,
      remaining: (rateLimit ?? window.state(request.at)).remaining,
    };
    requests.push(handled);
    options.onRequest?.(handled);
    writeReply(response, { answer, rateLimit, arrival }, request.at);
  };

  const server = createServer((incoming, response) => {
    // A bug of ours must fail the request that met it, not the process.
    handle(incoming, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

  return {
    url,
    requests,
    persist: (texts) => log.persist(texts, now()),
    get persistedCount() {
      return log.count;
    },
    orderOf: (uuid) => log.orderOf(uuid),
    answerNext: (...next) => void faults.push(...next),
    expireCursors: () => log.expireCursors(),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
