import { entity, type Entity } from './company.ts';
import { ROLES } from './names.ts';
import { type Actor, actor, type Happening, type Scene, type World } from './happening.ts';

/** An admin signs in to the console and changes something. */
export const adminChange: Scene = (world) => {
  const admin = actor(world, world.company.admins);
  const console = entity(world.random, { prefix: '0oa', type: 'AppInstance', name: 'Okta Admin Console' });
  const change = world.random.pick(CHANGES);
  return [
    admin.does('user.session.access_admin_app', { target: [console, admin.person.user] }),
    change(world, admin),
  ];
};

/** A new colleague gets an account, groups and apps. */
export const joiner: Scene = (world) => {
  const { random, company } = world;
  const admin = actor(world, company.admins);
  const { user } = random.pick(company.people);
  return [
    admin.does('user.lifecycle.create', { target: [user] }),
    admin.does('user.lifecycle.activate', { target: [user] }),
    ...random
      .pickSome(company.groups, 2)
      .map((group) =>
        admin.does('group.user_membership.add', { target: [user, group], debugData: groupApi(group, user) }),
      ),
    ...random
      .pickSome(company.apps, 2)
      .map((app) => admin.does('application.user_membership.add', { target: [appUserOf(world, user), app, user] })),
  ];
};

/** A colleague leaves, and everything is taken away again. */
export const leaver: Scene = (world) => {
  const { random, company } = world;
  const admin = actor(world, company.admins);
  const { user } = random.pick(company.people);
  const group = random.pick(company.groups);
  const app = random.pick(company.apps);
  return [
    admin.does(random.pick(['user.lifecycle.deactivate', 'user.lifecycle.suspend'] as const), { target: [user] }),
    admin.does('user.mfa.factor.deactivate', { target: [user], debugData: { factor: 'OKTA_VERIFY_PUSH' } }),
    admin.does('group.user_membership.remove', { target: [user, group], debugData: groupApi(group, user) }),
    admin.does('application.user_membership.remove', { target: [appUserOf(world, user), app, user] }),
  ];
};

/** A policy with hundreds of conditions makes an event of about 20 KB. */
export const longPolicy: Scene = (world) => {
  const { random, company } = world;
  const policy = random.pick(company.policies);
  const conditions = Array.from({ length: 330 }, (_, index) => ({
    id: random.id('cnd'),
    zone: `Branch ${index + 1}`,
  }));
  return [
    actor(world, company.admins).does('policy.lifecycle.update', {
      target: [{ ...policy, changeDetails: { from: { status: 'INACTIVE' }, to: { status: 'ACTIVE' } } }],
      debugData: { policyType: 'OKTA_SIGN_ON', conditions: JSON.stringify(conditions) },
    }),
  ];
};

type Change = (world: World, admin: Actor) => Happening;

const CHANGES: readonly Change[] = [
  ({ random, company }, admin) =>
    admin.does('group.lifecycle.create', {
      target: [random.pick(company.groups)],
      debugData: { requestUri: '/api/v1/groups' },
    }),
  ({ random, company }, admin) =>
    admin.does(random.pick(['user.account.privilege.grant', 'user.account.privilege.revoke'] as const), {
      target: [random.pick(company.people).user, roleOf(random.pick(ROLES))],
      debugData: { privilegeGranted: ROLES.join(', ') },
    }),
  ({ random, company }, admin) =>
    admin.does('policy.rule.update', {
      target: [
        random.pick(company.policies),
        {
          ...random.pick(company.rules),
          changeDetails: { from: { priority: 2, access: 'ALLOW' }, to: { priority: 1, access: 'DENY' } },
        },
      ],
      debugData: {
        requestUri: '/api/v1/policies/rules',
        policyRuleConditions: JSON.stringify({ network: { connection: 'ANYWHERE' } }),
      },
    }),
  ({ random }, admin) =>
    admin.does('zone.create', {
      target: [
        entity(random, {
          prefix: 'nzo',
          type: 'NetworkZone',
          name: 'Büro 2. Stock',
          detailEntry: { type: 'IP', gateways: '203.0.113.0/24' },
        }),
      ],
    }),
  ({ random }, admin) =>
    admin.does('system.api_token.create', {
      target: [entity(random, { prefix: '00T', type: 'Token', name: 'ci token', alternateId: 'unknown' })],
    }),
  ({ random, company }, admin) => admin.does('application.lifecycle.update', { target: [random.pick(company.apps)] }),
  ({ random, company }, admin) =>
    admin.does(random.pick(['group.application_assignment.add', 'group.application_assignment.remove'] as const), {
      target: [random.pick(company.groups), random.pick(company.apps)],
    }),
  ({ random, company }, admin) =>
    admin.does('app.oauth2.admin.consent.grant', {
      target: [
        random.pick(company.services),
        entity(random, { prefix: 'scp', type: 'OAuth2Scope', name: 'okta.logs.read' }),
      ],
    }),
  ({ random }, admin) =>
    admin.does('workflows.user.flow.activate', {
      target: [entity(random, { prefix: 'flo', type: 'Flow', name: 'Offboarding ➜ ticket' })],
    }),
];

const roleOf = (name: string): Entity => ({
  id: name.replaceAll(' ', ''),
  type: 'ROLE',
  alternateId: 'unknown',
  displayName: name,
  detailEntry: null,
});

const appUserOf = ({ random }: World, user: Entity): Entity => ({ ...user, id: random.id('0ua'), type: 'AppUser' });

const groupApi = (group: Entity, user: Entity) => ({
  requestUri: `/api/v1/groups/${group.id}/users/${user.id}`,
  url: `/api/v1/groups/${group.id}/users/${user.id}?`,
});
