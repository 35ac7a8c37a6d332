import { useState } from 'preact/hooks';
import type { ApiFailure } from '../api/api-failure.ts';
import type { LifecycleEntry } from '../api/lifecycle-log.ts';
import { Ago } from './ago.tsx';
import { FailureText } from './failure-notice.tsx';
import { Text } from './text.tsx';

interface TimelineProps {
  readonly entries: readonly LifecycleEntry[] | undefined;
  readonly failure: ApiFailure | undefined;
  readonly now: number;
}

const FIRST = 15;

/** What happened to the streams in the last days, newest first. */
export function Timeline({ entries, failure, now }: TimelineProps) {
  const [showsAll, setShowsAll] = useState(false);
  const all = entries ?? [];
  const shown = showsAll ? all : all.slice(0, FIRST);
  return (
    <section class="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">What happened</h2>
      {failure && (
        <div class="notice failed">
          <FailureText failure={failure} />
        </div>
      )}
      {!entries && !failure && <p class="sub">Loading…</p>}
      {entries?.length === 0 && <p class="sub">Nothing in the last seven days.</p>}
      <TimelineEntries entries={shown} now={now} />
      {all.length > FIRST && (
        <button type="button" class="plain" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show fewer' : `Show all ${all.length}`}
        </button>
      )}
    </section>
  );
}

interface EntriesProps {
  readonly entries: readonly LifecycleEntry[];
  readonly now: number;
}

export const TimelineEntries = ({ entries, now }: EntriesProps) => (
  <ol>
    {entries.map(({ uuid, action, message, streamName, actor, reason, published, isWarning }) => (
      <li key={uuid} class={isWarning ? 'warning' : action}>
        <p class="what">
          <strong>
            <Text>{message}</Text>
          </strong>
          <Ago at={published} now={now} />
        </p>
        <p>
          <Text>{streamName}</Text>
          <span class="sub">
            {' by '}
            <Text>{actor}</Text>
          </span>
        </p>
        {reason !== undefined && (
          <p class="sub reason">
            <Text>{reason}</Text>
          </p>
        )}
      </li>
    ))}
  </ol>
);
