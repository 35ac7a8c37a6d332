import type { Person } from './company.ts';
import { type Actor, actor, failure, type Happening, type Scene, type World } from './happening.ts';

const PASSWORD = {
  authenticationProvider: 'FACTOR_PROVIDER',
  credentialProvider: 'OKTA_CREDENTIAL_PROVIDER',
  credentialType: 'PASSWORD',
};
const FACTOR = { ...PASSWORD, credentialType: 'OTP' };
const FEDERATION = { ...PASSWORD, authenticationProvider: 'FEDERATION', credentialProvider: null };

/** A person signs in, mostly with a second factor, and opens an app or two. */
export const signIn: Scene = (world) => {
  const { random, company } = world;
  const someone = actor(world);

  return [
    evaluation(world, someone),
    someone.does('user.session.start', { authentication: PASSWORD, debugData: requestDebug(world) }),
    ...(random.chance(0.6) ? secondFactor(world, someone) : []),
    ...random.pickSome(company.apps, random.below(3)).map((app) =>
      someone.does('user.authentication.sso', {
        target: [app, appUser(world, someone.person)],
        debugData: {
          initiationType: 'IDP_INITIATED',
          signOnMode: app.detailEntry?.['signOnModeType'],
          requestUri: `/app/example/${app.id}/sso`,
          url: `/app/example/${app.id}/sso?fromHome=true&state=${random.text(32)}`,
        },
      }),
    ),
  ];
};

/** On a device the org has not seen before. */
export const newDevice: Scene = (world) => {
  const someone = actor(world);
  const { user } = someone.person;
  return [
    evaluation(world, someone),
    someone.does('device.enrollment.create', { target: [user, deviceOf(world, user.displayName ?? '')] }),
    someone.does('user.mfa.factor.activate', { target: [user], debugData: { factor: 'OKTA_VERIFY_PUSH' } }),
    someone.does('system.email.new_device_notification.sent_message', {
      actor: world.company.system,
      target: [user],
    }),
  ];
};

export const signOut: Scene = (world) => {
  const someone = actor(world);
  return [someone.does('user.session.end', { target: [someone.person.user, appUser(world, someone.person)] })];
};

/** Through the identity provider of a partner, and then a sensitive step that asks again. */
export const federatedSignIn: Scene = (world) => {
  const someone = actor(world);
  return [
    someone.does('user.authentication.auth_via_IDP', { authentication: FEDERATION, target: [someone.person.user] }),
    someone.does('user.authentication.verify', { debugData: { ...requestDebug(world), ...riskDebug(world) } }),
  ];
};

export const newPassword: Scene = (world) => {
  const someone = actor(world);
  const target = [someone.person.user];
  return [
    someone.does('user.account.update_password', { target }),
    someone.does('user.account.update_profile', { target, debugData: { changedAttributes: 'mobilePhone,locale' } }),
  ];
};

/** A wrong password, sometimes until the account is locked. */
export const wrongPassword: Scene = (world) => {
  const { random, company } = world;
  const someone = actor(world);
  const target = [someone.person.user];
  const attempt = someone.does('user.session.start', {
    ...failure('INVALID_CREDENTIALS'),
    authentication: PASSWORD,
    debugData: { ...requestDebug(world), loginResult: 'INVALID_CREDENTIALS' },
  });
  if (random.chance(0.7)) return [attempt];
  return [
    attempt,
    attempt,
    attempt,
    someone.does('user.account.lock', { ...failure('LOCKED_OUT'), target }),
    actor(world, company.admins).does('user.account.reset_password', { target }),
  ];
};

export function evaluation(world: World, someone: Actor): Happening {
  const { random, company } = world;
  const app = random.pick(company.apps);
  const policyName = random.pick(company.policies).displayName;
  const rule = { ...random.pick(company.rules), detailEntry: { policyName, policyRuleFactorMode: '2FA' } };
  const result = random.pick(['ALLOW', 'CHALLENGE'] as const);

  return someone.does('policy.evaluate_sign_on', {
    outcome: { result, reason: `Sign-on policy evaluation resulted in ${result}` },
    target: [app, rule],
    debugData: {
      ...requestDebug(world),
      ...riskDebug(world),
      authnRequestId: random.hex(32),
      redirectUri: 'https://home.example.com/sso/callback',
      requestUri: '/oauth2/v1/authorize',
      url:
        `/oauth2/v1/authorize?response_type=code&client_id=${app.id}&scope=openid&state=${random.text(32)}` +
        `&code_challenge=${random.text(43)}&code_challenge_method=S256`,
      challengeAuthenticatorsList: '[{Okta Verify : signed_nonce}, {Password : password}]',
    },
  });
}

export const secondFactor = (
  world: World,
  someone: Actor,
  refusal: Partial<Happening> = {},
): readonly Happening[] => {
  const target = [someone.person.user];
  const sent = world.random.chance(0.8)
    ? someone.does('system.push.send_factor_verify_push', { target })
    : someone.does('system.sms.send_factor_verify_message', {
        target,
        debugData: { phoneNumber: '+1-202-555-01XX' },
      });
  return [
    sent,
    someone.does('user.authentication.auth_via_mfa', {
      authentication: FACTOR,
      target: [someone.person.user, appUser(world, someone.person)],
      debugData: { ...requestDebug(world), factor: 'OKTA_VERIFY_PUSH' },
      ...refusal,
    }),
  ];
};

/** Okta keeps structured values as text here: JSON inside a string, and a map that is no JSON. */
const riskDebug = ({ random }: World) => ({
  risk: `{level=${random.pick(['LOW', 'MEDIUM', 'HIGH'])}, reasons=New Geo-Location, New Device}`,
  logOnlySecurityData: JSON.stringify({
    risk: { level: random.pick(['LOW', 'HIGH']), reasons: 'Anomalous Location' },
    behaviors: {
      'New Geo-Location': 'NEGATIVE',
      'New Device': random.pick(['POSITIVE', 'NEGATIVE']),
      Velocity: 'UNKNOWN',
    },
  }),
});

export const requestDebug = ({ random }: World) => ({
  requestUri: '/idp/idx/identify',
  url: '/idp/idx/identify?',
  dtHash: random.hex(64),
  deviceFingerprint: random.hex(32),
  threatSuspected: 'false',
});

const appUser = ({ random }: World, { user }: Person) => ({ ...user, id: random.id('0ua'), type: 'AppUser' });

/** Phones cut names at a number of UTF-16 units; half of an emoji is then left, and JSON can carry it. */
const deviceOf = ({ random }: World, owner: string) => ({
  id: random.id('guo'),
  type: 'Device',
  alternateId: null,
  displayName: `📱${owner}`.slice(0, 1 + random.below(3)),
  detailEntry: { platform: 'IOS', registered: true, managed: random.chance(0.5) },
});
