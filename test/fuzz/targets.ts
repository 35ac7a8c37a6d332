import type { FuzzTarget } from './fuzz-target.ts';
import { accessTokenTarget } from './targets/access-token.ts';
import { adminBodyTarget } from './targets/admin-body.ts';
import { adminRequestTarget } from './targets/admin-request.ts';
import { commandLineTarget } from './targets/command-line.ts';
import { concatenatedJsonTarget } from './targets/concatenated-json.ts';
import { configTarget } from './targets/config.ts';
import { consoleAnswersTarget } from './targets/console-answers.ts';
import { cursorOriginTarget } from './targets/cursor-origin.ts';
import { deploymentConfigTarget } from './targets/deployment-config.ts';
import { eventBridgeAnswerTarget } from './targets/event-bridge-answer.ts';
import { excerptTarget } from './targets/excerpt.ts';
import { filtersTarget } from './targets/filters.ts';
import { hecAnswerTarget } from './targets/hec-answer.ts';
import { hecBodyTarget } from './targets/hec-body.ts';
import { hookTarget } from './targets/hook.ts';
import { intrinsicsTarget } from './targets/intrinsics.ts';
import { logKeywordsTarget } from './targets/log-keywords.ts';
import { logLinesTarget } from './targets/log-lines.ts';
import { logQueryTarget } from './targets/log-query.ts';
import { nextLinkTarget } from './targets/next-link.ts';
import { oktaCredentialsTarget } from './targets/okta-credentials.ts';
import { pageDivisionTarget } from './targets/page-division.ts';
import { pageTarget } from './targets/page.ts';
import { publishedTarget } from './targets/published.ts';
import { putEventsTarget } from './targets/put-events.ts';
import { rateLimitTarget } from './targets/rate-limit.ts';
import { refusalTarget } from './targets/refusal.ts';
import { signedRequestTarget } from './targets/signed-request.ts';
import { sliceMessageTarget } from './targets/slice-message.ts';
import { streamRequestTarget } from './targets/stream-request.ts';
import { tokensTarget } from './targets/tokens.ts';
import { undeliverableObjectTarget } from './targets/undeliverable-object.ts';
import { visibleTextTarget } from './targets/visible-text.ts';

/** All that is fuzzed, in the order of an event's life. */
export const TARGETS: readonly FuzzTarget[] = [
  nextLinkTarget,
  cursorOriginTarget,
  rateLimitTarget,
  oktaCredentialsTarget,
  accessTokenTarget,
  refusalTarget,
  pageTarget,
  publishedTarget,
  pageDivisionTarget,
  sliceMessageTarget,
  putEventsTarget,
  eventBridgeAnswerTarget,
  hecBodyTarget,
  concatenatedJsonTarget,
  hecAnswerTarget,
  undeliverableObjectTarget,
  excerptTarget,
  adminRequestTarget,
  adminBodyTarget,
  streamRequestTarget,
  filtersTarget,
  logKeywordsTarget,
  logQueryTarget,
  tokensTarget,
  hookTarget,
  configTarget,
  deploymentConfigTarget,
  commandLineTarget,
  signedRequestTarget,
  visibleTextTarget,
  consoleAnswersTarget,
  logLinesTarget,
  intrinsicsTarget,
];

/** Fails with the names that there are. */
export function targetNamed(name: string, targets = TARGETS): FuzzTarget {
  const target = targets.find((each) => each.name === name);
  if (target) return target;
  throw new RangeError(`there is no target "${name}"; there are ${targets.map((each) => each.name).join(', ')}`);
}
