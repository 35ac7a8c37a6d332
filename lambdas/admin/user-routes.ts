import { toSecond } from './timestamp.ts';
import { ok, type Route } from './route.ts';

/** What Terraform's provider asks before anything else: whose credentials these are. There are no other users. */
export const userRoutes = (): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/users/me',
    async handle({ caller, origin }) {
      const since = toSecond(new Date(0).toISOString());
      return ok({
        id: caller.id,
        status: 'ACTIVE',
        created: since,
        activated: since,
        statusChanged: since,
        lastLogin: null,
        lastUpdated: since,
        passwordChanged: null,
        profile: {
          firstName: caller.displayName,
          lastName: '',
          mobilePhone: null,
          secondEmail: null,
          login: caller.alternateId,
          email: caller.alternateId,
        },
        credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
        _links: { self: { href: `${origin}/api/v1/users/me` } },
      });
    },
  },
];
