import type { Clock, LifecycleLog } from '../core/ports.ts';
import { queryLogs } from './log-query.ts';
import type { Route } from './route.ts';

/** Okta's System Log API, for what happens to log streams. The events are sent as they were logged. */
export const logRoutes = (deps: { readonly log: Pick<LifecycleLog, 'read'>; readonly now: Clock }): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/logs',
    async handle(request) {
      const { events, links } = await queryLogs(deps.log, request, deps.now());
      return { status: 200, body: { json: `[${events.join(',')}]` }, links };
    },
  },
];
