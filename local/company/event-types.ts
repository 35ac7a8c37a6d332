type Wording = readonly [message: string, legacyEventType: string | null, legacyEventTypeOfFailure?: string];

/**
 * Event types of Okta's catalogue that happen at the made-up company: the message, and older names where there are
 * some.
 */
const EVENT_TYPES = {
  'app.generic.unauth_app_access_attempt': [
    'User attempted unauthorized access to app',
    'app.generic.unauth_app_access_attempt',
  ],
  'app.oauth2.admin.consent.grant': ['Grant OAuth2 admin consent', null],
  'app.oauth2.token.grant.access_token': [
    'OIDC access token is granted',
    'app.oauth2.token.grant.access_token_success',
  ],
  'application.lifecycle.update': ['Update application', 'app.generic.config.app_updated'],
  'application.user_membership.add': [
    'Add user to application membership',
    'app.generic.provision.assign_user_to_app',
  ],
  'application.user_membership.remove': [
    'Remove user from application membership',
    'app.generic.provision.deactivate_user_from_app',
  ],
  'device.enrollment.create': ['Enroll device', null],
  'directory.app_user_profile.update': ['Update application user profile', null],
  'group.application_assignment.add': ['Add assigned application to group', null],
  'group.application_assignment.remove': ['Remove assigned application from group', null],
  'group.lifecycle.create': ['Create Okta group', 'core.user_group.created'],
  'group.user_membership.add': ['Add user to group membership', 'core.user_group_member.user_add'],
  'group.user_membership.remove': ['Remove user from group membership', 'core.user_group_member.user_remove'],
  'policy.evaluate_sign_on': ['Evaluation of sign-on policy', null],
  'policy.lifecycle.update': ['Update policy', 'policy.lifecycle.update'],
  'policy.rule.update': ['Update policy rule', 'policy.rule.update'],
  'security.threat.detected': ['Request from suspicious actor', null],
  'system.agent.ad.bad_credentials': [
    'Connect AD agent to AD with wrong credentials',
    'app.ad.agent.bad_credentials',
  ],
  'system.api_token.create': ['Create API token', 'api.token.create'],
  'system.email.new_device_notification.sent_message': ['Send new device notification email', null],
  'system.import.download.start': ['Start import download', null],
  'system.import.start': ['Start import', 'app.user_management.user_import.started'],
  'system.org.rate_limit.warning': ['Rate limit warning', 'core.framework.ratelimit.warning'],
  'system.push.send_factor_verify_push': ['Send push for factor verification', null],
  'system.sms.send_factor_verify_message': ['Send SMS for factor verification', 'core.sms.message_sent.factor'],
  'user.account.lock': ['Max sign-in attempts exceeded', 'core.user_auth.account_locked'],
  'user.account.privilege.grant': ['Grant user privilege', 'core.user.admin_privilege.granted'],
  'user.account.privilege.revoke': ['Revoke user privilege', 'core.user.admin_privilege.revoked'],
  'user.account.reset_password': ['Reset password of user', 'core.user.config.password_update.success'],
  'user.account.update_password': ['Update password of user', 'core.user.config.user_password.update'],
  'user.account.update_profile': ['Update user profile', 'core.user.config.profile_update'],
  'user.authentication.auth_via_IDP': ['Authenticate user via IDP', null],
  'user.authentication.auth_via_mfa': [
    'Authentication of user via MFA',
    'core.user.factor.attempt_success',
    'core.user.factor.attempt_fail',
  ],
  'user.authentication.sso': ['User single sign on to app', 'app.auth.sso'],
  'user.authentication.verify': ['Verify user identity', 'core.user_auth.verify'],
  'user.lifecycle.activate': ['Activate Okta user', 'core.user.config.user_activated'],
  'user.lifecycle.create': ['Create Okta user', 'core.user.config.user_creation.success'],
  'user.lifecycle.deactivate': ['Deactivate Okta user', 'core.user.config.user_deactivated'],
  'user.lifecycle.suspend': ['Suspend Okta user', 'core.user.config.user_suspended'],
  'user.mfa.factor.activate': ['Activate factor for user', 'core.user.factor.activate'],
  'user.mfa.factor.deactivate': ['Reset factor for user', 'core.user.factor.deactivate'],
  'user.mfa.okta_verify.deny_push': ['User rejected Okta push verify', null],
  'user.session.access_admin_app': ['User accessing Okta admin app', 'app.admin.sso.login.success'],
  'user.session.end': ['User logout from Okta', 'core.user_auth.logout_success'],
  'user.session.start': ['User login to Okta', 'core.user_auth.login_success', 'core.user_auth.login_failed'],
  'workflows.user.flow.activate': ['Activate Workflows flow', null],
  'zone.create': ['Create network zone', 'zone.create'],
} as const satisfies Record<string, Wording>;

export type EventType = keyof typeof EVENT_TYPES;

/** The sentence and the older name that Okta gives an event of this type. */
export function wordingOf(
  eventType: EventType,
  result: string,
): { displayMessage: string; legacyEventType: string | null } {
  const [displayMessage, legacyEventType, ofFailure]: Wording = EVENT_TYPES[eventType];
  return { displayMessage, legacyEventType: result === 'FAILURE' && ofFailure ? ofFailure : legacyEventType };
}
