import { entity } from './company.ts';
import { SCRIPT_AGENT } from './names.ts';
import { type Scene, visitOf } from './happening.ts';

/** The directory is imported; nobody is at a keyboard. */
export const directoryImport: Scene = ({ random, company }) => {
  const app = random.pick(company.apps);
  return [
    { eventType: 'system.import.start', actor: company.system, target: [app], debugData: { importType: 'FULL' } },
    { eventType: 'system.import.download.start', actor: company.system, target: [app] },
    ...random.pickSome(company.people, 1 + random.below(3)).map(({ user }) => ({
      eventType: 'directory.app_user_profile.update' as const,
      actor: company.system,
      target: [{ ...user, changeDetails: { from: { title: null }, to: { title: 'Lead 主任' } } }, app],
      debugData: { changedAttributes: 'title' },
    })),
  ];
};

/** A service mints a token. Its counter is beyond what a JSON number of 64 bits holds, so it is text. */
export const tokenGrant: Scene = ({ random, company }) => {
  const service = random.pick(company.services);
  const home = random.pick(company.people).home;
  return [
    {
      eventType: 'app.oauth2.token.grant.access_token',
      actor: { ...service, alternateId: service.id },
      visit: visitOf(random, { home, agent: SCRIPT_AGENT, device: null }),
      target: [
        entity(random, {
          prefix: 'AT.',
          type: 'access_token',
          name: 'Access Token',
          detailEntry: { hash: random.text(22) },
        }),
      ],
      debugData: {
        clientAuthType: 'private_key_jwt',
        grantType: 'client_credentials',
        grantedScopes: 'okta.logs.read, okta.users.read',
        grantCounter: `2${random.text(19, '0123456789')}`,
        requestUri: '/oauth2/v1/token',
        responseTime: `${random.below(400)}`,
      },
    },
  ];
};
