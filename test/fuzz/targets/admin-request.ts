import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { oktaErrorOf } from '../../../lambdas/admin/error-answer.ts';
import { readRequest } from '../../../lambdas/admin/request.ts';
import { findRoute, type Route } from '../../../lambdas/admin/route.ts';
import { streamPage } from '../../../lambdas/admin/stream-page.ts';
import type { LogStream } from '../../../lambdas/core/log-stream.ts';
import { nextLink } from '../../../lambdas/okta/next-link.ts';
import { logStream } from '../../support/log-streams.ts';
import { hostileText, HOSTILE_KEYS } from '../arbitraries/hostile-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, readonly string[]])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
  readonly isBase64: boolean;
  /** Seconds at which streams were created. */
  readonly created: readonly number[];
}

const PATHS = [
  '/api/v1/logStreams',
  '/api/v1/logStreams/0oaA',
  '/api/v1/logStreams/0oaA/lifecycle/activate',
  '/api/v1/logs',
];

/** Given once, mostly; not at all, or twice. */
const given = (...good: readonly string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...good).map((value) => [value]) },
    { weight: 1, arbitrary: fc.array(hostileText(4), { maxLength: 2 }) },
  );
const parameter = (name: string, all: fc.Arbitrary<string[]>) =>
  fc.option(all, { freq: 2 }).map((texts) => (texts ? [[name, texts] as const] : []));
const anyQuery = fc
  .tuple(
    parameter('limit', given('1', '2', '3', '200', '0', '201')),
    parameter('filter', given('status eq "ACTIVE"', 'type eq "aws_eventbridge"', 'type eq "x"')),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: parameter('after', given('MjAyNg', '')) },
    ),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_KEYS).map((key) => [[key, ['1']] as const]) },
    ),
  )
  .map((all) => all.flat());

const inputs: fc.Arbitrary<Input> = fc.record({
  method: fc.constantFrom('GET', 'get', 'POST', 'PUT', 'DELETE', 'PATCH', '__proto__'),
  path: fc
    .oneof(
      { weight: 2, arbitrary: fc.constantFrom(...PATHS) },
      {
        weight: 1,
        arbitrary: mutatedText(fc.constantFrom(...PATHS), [
          '/',
          '//',
          '..',
          '%2F',
          '%6C',
          '{id}',
          'A',
          ...HOSTILE_KEYS,
        ]),
      },
    )
    .map((path) => (path.startsWith('/') ? path : `/${path}`)),
  query: anyQuery,
  headers: fc.array(
    fc.tuple(
      fc.constantFrom('Content-Type', 'content-type', 'Host', 'X-Forwarded-Proto', ...HOSTILE_KEYS),
      hostileText(3),
    ),
    { maxLength: 4 },
  ),
  body: fc.option(hostileText()),
  isBase64: fc.boolean(),
  created: fc.array(fc.nat(9), { maxLength: 6 }),
});

const route = (method: Route['method'], path: string): Route => ({
  method,
  path,
  handle: () => Promise.resolve({ status: 200 }),
});
const ROUTES = [
  route('GET', '/api/v1/logStreams'),
  route('POST', '/api/v1/logStreams'),
  route('GET', '/api/v1/logStreams/{id}'),
  route('DELETE', '/api/v1/logStreams/{id}'),
  route('POST', '/api/v1/logStreams/{id}/lifecycle/activate'),
  route('GET', '/api/v1/logs'),
];

const REAL = { readRequest, findRoute, streamPage, oktaErrorOf };

export const adminRequestTarget = fuzzTarget<Input, typeof REAL>({
  name: 'admin-request',
  covers: [
    'lambdas/admin/request.ts',
    'lambdas/admin/route.ts',
    'lambdas/admin/stream-page.ts',
    'lambdas/admin/error-answer.ts',
  ],
  weight: 6,
  inputs,
  subject: REAL,
  check(subject, input) {
    const request = subject.readRequest(eventOf(input));
    claimSame(request.method, input.method.toUpperCase(), 'the method');
    claimSame(request.body, Buffer.from(input.body ?? '', input.isBase64 ? 'base64' : 'utf8'), 'the body');
    claim(Object.getPrototypeOf(request.query) === Object.prototype, 'the query inherits from what was given');
    claim(/^https?:\/\/api\.example$/.test(request.origin), `links lead to ${request.origin}`);

    const found = attempt(() => subject.findRoute(ROUTES, request), { codes: ['E0000008', 'E0000022'] });
    if ('taken' in found) {
      const { route: its, parameters } = found.taken;
      claimSame(its.method, request.method, 'the method of the route');
      claimSame(
        its.path.replace('{id}', () => parameters['id'] ?? ''),
        input.path,
        'the path of the route with its parameters',
      );
    }

    const streams = input.created.map((second, index): LogStream =>
      logStream({
        id: `0oa${index}`,
        created: `2026-03-01T00:00:0${second}.000Z`,
        status: index % 2 === 0 ? 'ACTIVE' : 'INACTIVE',
      }),
    );
    const listRequest = { ...request, path: '/api/v1/logStreams' };
    const page = attempt(() => subject.streamPage(streams, listRequest), {
      codes: ['E0000001', 'E0000053', 'E0000031'],
    });
    if ('refused' in page) {
      claimSame(
        oktaErrorOf({ errorCode: 1 }, 'x').errorCode,
        'E0000009',
        'the code of an error that is none of ours',
      );
      return 'refused';
    }
    claimPages(subject.streamPage, page.taken, listRequest, streams);
    return 'taken' in found ? 'taken' : 'refused';
  },
  defects: {
    'reads the query into an object of its own': (real) => ({
      ...real,
      readRequest: (event) => {
        const request = real.readRequest(event);
        const query: Record<string, readonly string[]> = {};
        for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {}))
          if (values) query[name] = values;
        return { ...request, query };
      },
    }),
    'decodes what it finds in paths': (real) => ({
      ...real,
      findRoute: (routes, request) => real.findRoute(routes, { ...request, path: decodeURIComponent(request.path) }),
    }),
    'takes the host that a header names': (real) => ({
      ...real,
      readRequest: (event) => {
        const host = event.multiValueHeaders?.['Host']?.[0];
        const request = real.readRequest(event);
        return host === undefined ? request : { ...request, origin: `https://${host}` };
      },
    }),
    'skips a stream between pages': (real) => ({
      ...real,
      streamPage: (streams, request) => {
        const page = real.streamPage(streams, request);
        return request.query['after'] ? { ...page, streams: page.streams.slice(1) } : page;
      },
    }),
    'leaves the filter out of links': (real) => ({
      ...real,
      streamPage: (streams, request) => {
        const page = real.streamPage(streams, request);
        return { ...page, links: page.links.map((link) => link.replace(/filter=[^&>]*/, '')) };
      },
    }),
  },
});

/** Following the links shows every stream that is wanted once, oldest first. */
function claimPages(
  read: typeof streamPage,
  first: ReturnType<typeof streamPage>,
  request: ReturnType<typeof readRequest>,
  streams: readonly LogStream[],
): void {
  const shown = [...first.streams];
  let { links } = first;
  for (let pages = 0; links.length > 1; pages += 1) {
    claim(pages <= streams.length, 'there are more pages than streams');
    const url = new URL(nextLink(links.join(', ')));
    const query = Object.fromEntries(
      [...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name)]),
    );
    const next = attempt(() => read(streams, { ...request, query }), { codes: [] });
    claim('taken' in next && next.taken.streams.length > 0, 'a next page has nothing');
    shown.push(...next.taken.streams);
    ({ links } = next.taken);
  }
  if (Object.hasOwn(request.query, 'after') && request.query['after']?.length !== 0) return;
  const filter = request.query['filter']?.[0] ?? '';
  const status = /"(ACTIVE|INACTIVE)"/.exec(filter)?.[1];
  const type = /^type eq "([a-z_]*)"$/.exec(filter)?.[1];
  if (filter !== '' && status === undefined && type === undefined) return;
  const wanted = streams.filter(
    (stream) => (status === undefined || stream.status === status) && (type === undefined || stream.type === type),
  );
  claimSame(
    shown.map(({ id }) => id),
    wanted.toSorted((a, b) => (`${a.created} ${a.id}` < `${b.created} ${b.id}` ? -1 : 1)).map(({ id }) => id),
    'the streams on all pages',
  );
}

/** As API Gateway makes them, as far as they are read. */
function eventOf({ method, path, query, headers, body, isBase64 }: Input): APIGatewayProxyEvent {
  const event = {
    httpMethod: method,
    body,
    isBase64Encoded: isBase64,
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
    multiValueQueryStringParameters: Object.fromEntries(query),
    requestContext: {
      path,
      requestId: 'r',
      domainName: 'api.example',
      authorizer: null,
      identity: {
        sourceIp: '192.0.2.1',
        userAgent: null,
        userArn: 'arn:aws:iam::123456789012:user/x',
        caller: 'AIDA',
      },
    },
  };
  return event as unknown as APIGatewayProxyEvent;
}
