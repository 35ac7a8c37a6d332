import type { ApiFailure } from '../api/api-failure.ts';
import type { Polling, RateLimit } from '../api/polling.ts';
import { timeOfDay } from '../state/times.ts';
import { Text } from './text.tsx';

interface RateLimitCardProps {
  readonly polling: Polling | undefined;
  readonly failure: ApiFailure | undefined;
  readonly now: number;
}

/** How much of Okta's rate limit reading the org takes. */
export function RateLimitCard({ polling, failure, now }: RateLimitCardProps) {
  const limit = polling?.rateLimit;
  const holdUntil = polling?.holdUntil ?? '';
  const isHeld = Date.parse(holdUntil) > now;
  return (
    <div class="card rate-limit">
      <dt>Okta rate limit</dt>
      <dd>
        <span class={limit ? 'big' : 'big unknown'}>
          {limit ? `${limit.used} of ${limit.share}` : 'not known yet'}
        </span>
        {limit && <ShareBar used={limit.used} share={limit.share} />}
        <span class={isHeld ? 'sub warning-text' : 'sub'}>
          {isHeld && `Reading pauses until ${timeOfDay(holdUntil)}. `}
          {limit && windowText(limit, now)}
          {!limit && failure && <Text>{failure.summary}</Text>}
        </span>
      </dd>
    </div>
  );
}

/** The API tells of a window once a minute, so it may be over. */
function windowText({ resetAt, remaining, limit }: RateLimit, now: number): string {
  const isOver = resetAt !== undefined && Date.parse(resetAt) <= now;
  const window = resetAt === undefined ? 'now' : `${isOver ? 'up to' : 'until'} ${timeOfDay(resetAt)}`;
  return `requests of our share, ${window}; the org has ${remaining} of ${limit} left`;
}

const WIDTH = 100;

/** Our part of the limit, and how much of it is used. */
function ShareBar({ used, share }: { readonly used: number; readonly share: number }) {
  const part = share > 0 ? Math.min(1, used / share) : 1;
  return (
    <svg
      class={part >= 1 ? 'share-bar full' : 'share-bar'}
      viewBox={`0 0 ${WIDTH} 4`}
      preserveAspectRatio="none"
      role="meter"
      aria-label="Our share of Okta's rate limit"
      aria-valuemin={0}
      aria-valuemax={share}
      aria-valuenow={Math.min(used, share)}
    >
      <rect class="share" width={WIDTH} height={4} />
      <rect class="used" width={WIDTH * part} height={4} />
    </svg>
  );
}
