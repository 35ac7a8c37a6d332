import type { ComponentChildren } from 'preact';
import type { Model } from '../state/model.ts';
import { countText, lagText, rateText } from '../state/figures.ts';
import { type Totals, totalsOf } from '../state/totals.ts';
import { Ago } from './ago.tsx';
import { RateLimitCard } from './rate-limit-card.tsx';

interface CardProps {
  readonly title: string;
  readonly value: string;
  readonly tone?: 'failed' | 'good' | undefined;
  readonly children?: ComponentChildren;
}

/** One figure and what it means. */
export function Card({ title, value, tone, children }: CardProps) {
  return (
    <div class={tone ? `card ${tone}` : 'card'}>
      <dt>{title}</dt>
      <dd>
        <span class="big">{value}</span>
        <span class="sub">{children}</span>
      </dd>
    </div>
  );
}

/** All streams at a glance, and how the org is read. */
export function TotalCards({ model, now }: { readonly model: Model; readonly now: number }) {
  const { polling } = model;
  const totals = totalsOf(model.streams ?? [], model.histories);
  return (
    <dl class="cards">
      <Card
        title="Active"
        value={`${totals.active} of ${totals.streams}`}
        tone={totals.failed > 0 ? 'failed' : totals.active > 0 ? 'good' : undefined}
      >
        {activeText(totals)}
      </Card>
      <Card title="Longest lag" value={lagText(totals.worstLagSeconds)}>
        {polling?.lastPollAt === undefined ? (
          'of an active stream'
        ) : (
          <>
            Okta last read <Ago at={polling.lastPollAt} now={now} />
          </>
        )}
      </Card>
      <Card title="Rate" value={rateText(totals.rate)}>
        events, all streams
      </Card>
      <Card title="Backlog" value={countText(totals.backlog)}>
        events not yet delivered
      </Card>
      <RateLimitCard polling={polling} failure={model.pollingFailure} now={now} />
    </dl>
  );
}

function activeText({ streams, active, failed }: Totals): string {
  if (failed > 0) return `${failed} deactivated by failures`;
  if (streams === 0) return 'no log streams yet';
  return active === streams ? 'all streams deliver' : `${streams - active} inactive`;
}
