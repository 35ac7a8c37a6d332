import { entity } from './company.ts';
import { HOSTILE_LOGINS, PLACES, SCRIPT_AGENT } from './names.ts';
import { actor, failure, type Happening, type Scene, visitOf } from './happening.ts';
import { evaluation, requestDebug, secondFactor } from './scenes-sign-in.ts';

/** Somebody from outside tries names; the threat detection notices. */
export const passwordSpray: Scene = (world) => {
  const { random, company } = world;
  const visit = visitOf(random, { home: random.pick(PLACES), agent: SCRIPT_AGENT, device: null });
  const attempt = (alternateId: string): Happening => ({
    eventType: 'user.session.start',
    actor: { id: 'unknown', type: 'User', alternateId, displayName: 'unknown', detailEntry: null },
    visit,
    isProxied: true,
    ...failure('VERIFICATION_ERROR'),
    debugData: { ...requestDebug(world), threatSuspected: 'true', loginResult: 'VERIFICATION_ERROR' },
  });

  return [
    ...random.pickSome(HOSTILE_LOGINS, 2).map(attempt),
    {
      eventType: 'security.threat.detected',
      actor: company.system,
      visit,
      isProxied: true,
      severity: 'WARN',
      outcome: { result: 'DENY', reason: 'Password Spray' },
      target: [entity(random, { prefix: 'ipa', type: 'IP Address', name: visit.ip })],
      debugData: { threatDetections: JSON.stringify({ 'Password Spray': 'HIGH' }) },
    },
  ];
};

/** A push that its owner did not ask for. */
export const deniedPush: Scene = (world) => {
  const someone = actor(world);
  return [
    evaluation(world, someone),
    ...secondFactor(world, someone, failure('INVALID_CREDENTIALS')),
    someone.does('user.mfa.okta_verify.deny_push', { ...failure('USER_REJECTED'), target: [someone.person.user] }),
  ];
};

export const forbiddenApp: Scene = (world) => {
  const app = world.random.pick(world.company.apps);
  const refusal = failure('User not assigned to app');
  return [actor(world).does('app.generic.unauth_app_access_attempt', { ...refusal, target: [app] })];
};

export const rateLimitWarning: Scene = ({ random, company }) => [
  {
    eventType: 'system.org.rate_limit.warning',
    actor: company.system,
    severity: 'WARN',
    outcome: { result: 'RATE_LIMIT', reason: null },
    target: [entity(random, { prefix: 'url', type: 'URL Pattern', name: '/api/v1/users', alternateId: 'unknown' })],
    debugData: { rateLimitPercentage: '60', threshold: '360', rateLimitSecondsToReset: `${random.below(60)}` },
  },
];

export const directoryAgentLockedOut: Scene = ({ random, company }) => [
  {
    eventType: 'system.agent.ad.bad_credentials',
    actor: entity(random, { prefix: 'a53', type: 'AD_AGENT', name: 'dc1.corp.example.com' }),
    ...failure('Invalid credentials'),
    target: [random.pick(company.groups)],
    debugData: { agentVersion: '3.19.0', domain: 'corp.example.com' },
  },
];
