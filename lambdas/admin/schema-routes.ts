import { notFound } from './error-answer.ts';
import { ok, type Route } from './route.ts';
import { SCHEMA_TYPES, SCHEMAS_PATH, streamSchema } from './stream-schemas.ts';

export const schemaRoutes = (): Route[] => [
  {
    method: 'GET',
    path: SCHEMAS_PATH,
    handle: async ({ origin }) => ok(SCHEMA_TYPES.map((type) => streamSchema(type, origin))),
  },
  {
    method: 'GET',
    path: `${SCHEMAS_PATH}/{type}`,
    async handle({ origin }, { type = '' }) {
      const known = SCHEMA_TYPES.find((each) => each === type);
      if (!known) throw notFound(type, 'LogStreamSchema');
      return ok(streamSchema(known, origin));
    },
  },
];
