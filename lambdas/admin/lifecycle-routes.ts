import type { AdminDeps } from '../core/admin.ts';
import { activate, deactivate, type StartFrom } from '../core/lifecycle.ts';
import { type VerifyDeps, verifyStream } from '../core/verify-stream.ts';
import { invalid } from './invalid.ts';
import { timeOf } from './log-time.ts';
import { single } from './parameters.ts';
import type { AdminRequest } from './request.ts';
import { ok, type Route } from './route.ts';

/** Okta's recorded answers to a lifecycle call are 200 with an empty body, whatever its description says. */
const DONE = { status: 200 } as const;

/** `verify` and the parameter `startFrom` are extensions of Okta's API. */
export const lifecycleRoutes = (deps: AdminDeps & VerifyDeps): Route[] => [
  {
    method: 'POST',
    path: '/api/v1/logStreams/{id}/lifecycle/activate',
    async handle(request, { id = '' }) {
      await activate(deps, id, request.caller, startFrom(request));
      return DONE;
    },
  },
  {
    method: 'POST',
    path: '/api/v1/logStreams/{id}/lifecycle/deactivate',
    async handle({ caller }, { id = '' }) {
      await deactivate(deps, id, caller);
      return DONE;
    },
  },
  {
    method: 'POST',
    path: '/api/v1/logStreams/{id}/lifecycle/verify',
    async handle({ caller }, { id = '' }) {
      const { eventId, failure } = await verifyStream(deps, id, caller);
      return ok({ status: failure ? 'FAILED' : 'ACCEPTED', eventId, ...failure });
    },
  },
];

const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/;

function startFrom(request: AdminRequest): StartFrom {
  const given = single(request, 'startFrom') ?? 'resume';
  if (given === 'resume' || given === 'now') return given;
  const ms = ISO_TIME.test(given) ? timeOf(given) : undefined;
  if (ms !== undefined) return new Date(ms);
  throw invalid('startFrom', ['startFrom: it must be "resume", "now" or a time such as 2026-03-01T08:00:00Z']);
}
