import type { AdminDeps } from '../core/admin.ts';
import { createStream } from '../core/create-stream.ts';
import { deleteStream } from '../core/delete-stream.ts';
import { existing } from '../core/lifecycle.ts';
import type { LogStream } from '../core/log-stream.ts';
import { parseStreamRequest } from '../core/parse-log-stream.ts';
import { replaceStream } from '../core/replace-stream.ts';
import { jsonBody } from './json-body.ts';
import type { AdminRequest } from './request.ts';
import { type AdminResponse, ok, type Route } from './route.ts';
import { streamPage } from './stream-page.ts';
import { streamView } from './stream-view.ts';

/** Okta: Log Streaming Management API. A creation answers 200, not 201. */
export function streamRoutes(deps: AdminDeps): Route[] {
  const view = ({ origin }: AdminRequest, stream: LogStream): object => streamView(stream, origin, deps.now());

  return [
    {
      method: 'GET',
      path: '/api/v1/logStreams',
      async handle(request): Promise<AdminResponse> {
        const { streams, links } = streamPage((await deps.streams.load()).streams, request);
        return { ...ok(streams.map((stream) => view(request, stream))), links };
      },
    },
    {
      method: 'POST',
      path: '/api/v1/logStreams',
      async handle(request) {
        const wanted = parseStreamRequest(jsonBody(request), 'create');
        return ok(view(request, await createStream(deps, wanted, request.caller)));
      },
    },
    {
      method: 'GET',
      path: '/api/v1/logStreams/{id}',
      handle: async (request, { id = '' }) => ok(view(request, await existing(deps, id))),
    },
    {
      method: 'PUT',
      path: '/api/v1/logStreams/{id}',
      async handle(request, { id = '' }) {
        const wanted = parseStreamRequest(jsonBody(request), 'replace');
        return ok(view(request, await replaceStream(deps, id, wanted, request.caller)));
      },
    },
    {
      method: 'DELETE',
      path: '/api/v1/logStreams/{id}',
      async handle({ caller }, { id = '' }) {
        await deleteStream(deps, id, caller);
        return { status: 204 };
      },
    },
  ];
}
