import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, startLoopbackServer } from '../../local/emulators/loopback-server.ts';

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer that the next request gets instead of its own. */
export interface Prepared {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Stream = Record<string, unknown> & { id: string; type: string; name: string; status: string };

export type OktaShapedApi = Awaited<ReturnType<typeof oktaShapedApi>>;

export const envelope = (errorCode: string, errorSummary: string, ...causes: readonly string[]) => ({
  errorCode,
  errorSummary,
  errorLink: errorCode,
  errorId: 'oae1234567890123456789012',
  errorCauses: causes.map((cause) => ({ errorSummary: cause })),
});

const NOT_FOUND: Prepared = { status: 404, body: envelope('E0000007', 'Not found: Resource not found: (LogStream)') };

/** A small admin API on loopback: what Okta's dialect answers, without anything behind it. */
export async function oktaShapedApi({ pageSize = 2 }: { readonly pageSize?: number } = {}) {
  const requests: ReceivedRequest[] = [];
  const prepared: Prepared[] = [];
  const streams = new Map<string, Stream>();
  const events: object[] = [];
  let verification: object = { status: 'ACCEPTED', eventId: 'event-1' };
  let origin = '';

  const answers: Readonly<Record<string, (request: ReceivedRequest, url: URL, id: string) => Prepared>> = {
    'GET /logStreams': (_request, { searchParams }) => {
      const [, attribute = '', value] = /^(type|status) eq "(\w+)"$/.exec(searchParams.get('filter') ?? '') ?? [];
      const found = [...streams.values()].filter((stream) => attribute === '' || stream[attribute] === value);
      return page(found, '/api/v1/logStreams', searchParams);
    },
    'POST /logStreams': ({ body }) => {
      const stream = newStream({ ...JSON.parse(body), id: '0oaNew' });
      return { status: 200, body: stream };
    },
    'GET /logStreams/{id}': (_request, _url, id) => found(id, (stream) => ({ status: 200, body: stream })),
    'PUT /logStreams/{id}': ({ body }, _url, id) =>
      found(id, (stream) => {
        const { token: _token, ...settings } = JSON.parse(body).settings;
        return { status: 200, body: Object.assign(stream, JSON.parse(body), { settings }) };
      }),
    'DELETE /logStreams/{id}': (_request, _url, id) =>
      found(id, () => {
        streams.delete(id);
        return { status: 204 };
      }),
    'POST /logStreams/{id}/lifecycle/activate': (_request, _url, id) => toStatus(id, 'ACTIVE'),
    'POST /logStreams/{id}/lifecycle/deactivate': (_request, _url, id) => toStatus(id, 'INACTIVE'),
    'POST /logStreams/{id}/lifecycle/verify': (_request, _url, id) =>
      found(id, () => ({ status: 200, body: verification })),
    'GET /logs': (_request, { searchParams }) => {
      const from = Number(searchParams.get('after') ?? 0);
      const shown = events.slice(from, from + pageSize);
      // A polling request always has a next link.
      return { status: 200, headers: next('/api/v1/logs', searchParams, from + shown.length), body: shown };
    },
  };

  const page = (all: readonly object[], path: string, query: URLSearchParams): Prepared => {
    const from = Number(query.get('after') ?? 0);
    const to = from + pageSize;
    return { status: 200, body: all.slice(from, to), headers: to < all.length ? next(path, query, to) : {} };
  };
  const next = (path: string, query: URLSearchParams, after: number) => {
    const parameters = new URLSearchParams([...query].filter(([name]) => name !== 'after'));
    parameters.set('after', String(after));
    const self = `<${origin}${path}>; rel="self"`;
    return { link: `${self}, <${origin}${path}?${parameters.toString()}>; rel="next"` };
  };
  const found = (id: string, answer: (stream: Stream) => Prepared): Prepared => {
    const stream = streams.get(id);
    return stream ? answer(stream) : NOT_FOUND;
  };
  const toStatus = (id: string, status: string): Prepared =>
    found(id, (stream) => {
      stream.status = status;
      return { status: 200 };
    });

  function newStream(given: Partial<Stream> & { id: string }): Stream {
    const { token: _token, ...settings } = (given['settings'] ?? {}) as Record<string, unknown>;
    const stream = {
      type: 'aws_eventbridge',
      name: `Stream ${given.id}`,
      status: 'ACTIVE',
      created: '2026-02-01T00:00:00.000Z',
      lastUpdated: '2026-02-01T00:00:00.000Z',
      delivery: { events: 0, undeliverable: 0, backlog: 0 },
      ...given,
      settings,
    };
    streams.set(stream.id, stream);
    return stream;
  }

  const server = await startLoopbackServer(async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: target = '', headers } = request;
    const received = { method, target, headers, body: (await readBody(request)).toString() };
    requests.push(received);
    const url = new URL(target, origin);
    const [, base = '', path = ''] = /^(\/api\/v1)(\/.*)$/.exec(url.pathname) ?? [];
    const id = /^\/logStreams\/([^/]+)/.exec(path)?.[1] ?? '';
    const route =
      base === '' ? undefined : answers[`${method} ${path.replace(`/logStreams/${id}`, '/logStreams/{id}')}`];
    const answer: Prepared = prepared.shift() ?? route?.(received, url, id) ?? NOT_FOUND;
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, { ...(text && { 'content-type': 'application/json' }), ...answer.headers });
    response.end(text ?? '');
  });
  origin = server.url;

  return {
    url: server.url,
    stop: () => server.stop(),
    requests,
    events,
    streams,
    addStream: newStream,
    /** For the next requests, one each. */
    prepare: (...queued: readonly Prepared[]) => void prepared.push(...queued),
    verifies: (answer: object) => (verification = answer),
  };
}
