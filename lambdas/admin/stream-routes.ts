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
  /** A stream's lag depends on how polling went; asked for first, so that a change is not followed by what may fail. */
  const viewer = async ({ origin }: AdminRequest): Promise<(stream: LogStream) => object> => {
    const { polling } = await deps.streams.load();
    return (stream) => streamView(stream, polling, origin, deps.now());
  };

  return [
    {
      method: 'GET',
      path: '/api/v1/logStreams',
      async handle(request): Promise<AdminResponse> {
        const loaded = await deps.streams.load();
        const { streams, links } = streamPage(loaded.streams, request);
        const views = streams.map((stream) => streamView(stream, loaded.polling, request.origin, deps.now()));
        return { ...ok(views), links };
      },
    },
    {
      method: 'POST',
      path: '/api/v1/logStreams',
      async handle(request) {
        const wanted = parseStreamRequest(jsonBody(request), 'create');
        const view = await viewer(request);
        return ok(view(await createStream(deps, wanted, request.caller)));
      },
    },
    {
      method: 'GET',
      path: '/api/v1/logStreams/{id}',
      async handle(request, { id = '' }) {
        const view = await viewer(request);
        return ok(view(await existing(deps, id)));
      },
    },
    {
      method: 'PUT',
      path: '/api/v1/logStreams/{id}',
      async handle(request, { id = '' }) {
        const wanted = parseStreamRequest(jsonBody(request), 'replace');
        const view = await viewer(request);
        return ok(view(await replaceStream(deps, id, wanted, request.caller)));
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
