import type { LifecycleEntry } from '../api/lifecycle-log.ts';
import type { StreamReply } from '../api/log-streams.ts';
import { countText } from '../state/figures.ts';
import type { Sample } from '../state/history.ts';
import { typeName } from '../state/stream-facts.ts';
import { moment } from '../state/times.ts';
import type { Actions, VerifyNote } from './actions.ts';
import { LargePlot } from './plot.tsx';
import { Modal } from './modal.tsx';
import { StatusPill } from './status-pill.tsx';
import { StreamActions } from './stream-actions.tsx';
import { GapNotice, StopNotice, VerifyNotice } from './stream-notices.tsx';
import { Text } from './text.tsx';
import { TimelineEntries } from './timeline.tsx';

interface DetailsDialogProps {
  readonly stream: StreamReply;
  readonly samples: readonly Sample[];
  readonly entries: readonly LifecycleEntry[];
  readonly note: VerifyNote | undefined;
  readonly now: number;
  readonly actions: Actions;
}

const MAX_ENTRIES = 10;

const SETTINGS: Readonly<Record<string, string>> = {
  accountId: 'AWS account ID',
  edition: 'Splunk edition',
  eventSourceName: 'AWS event source name',
  host: 'Host',
  region: 'AWS region',
};

/** All there is to know about one stream. */
export function DetailsDialog({ stream, samples, entries, note, now, actions }: DetailsDialogProps) {
  const own = entries.filter(({ streamId }) => streamId === stream.id).slice(0, MAX_ENTRIES);
  return (
    <Modal title={<Text>{stream.name}</Text>} isWide onClose={() => actions.open(undefined)}>
      <div class="details-head">
        <StatusPill stream={stream} />
        <StreamActions stream={stream} note={note} actions={actions} />
      </div>
      <StopNotice stream={stream} now={now} />
      <GapNotice stream={stream} />
      <VerifyNotice stream={stream} note={note} actions={actions} />
      <div class="plots">
        <LargePlot samples={samples} series="lag" now={now} />
        <LargePlot samples={samples} series="rate" now={now} />
      </div>
      <dl class="facts">
        {factsOf(stream).map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              <Text>{value}</Text>
            </dd>
          </div>
        ))}
      </dl>
      {own.length > 0 && (
        <section class="timeline" aria-labelledby="own-timeline-title">
          <h3 id="own-timeline-title">What happened</h3>
          <TimelineEntries entries={own} now={now} />
        </section>
      )}
    </Modal>
  );
}

function factsOf({ id, type, settings, created, lastUpdated, delivery }: StreamReply): readonly [string, string][] {
  const { lastDeliveredAt, lastPublished } = delivery;
  return [
    ['Type', typeName(type)],
    ...Object.entries(settings).map(([name, value]): [string, string] => [SETTINGS[name] ?? name, String(value)]),
    ['Id', id],
    ['Created', moment(created)],
    ['Last updated', moment(lastUpdated)],
    ['Delivered', `${countText(delivery.events)} events`],
    ['Backlog', countText(delivery.backlog)],
    ['Undeliverable', countText(delivery.undeliverable)],
    ['Last delivered', lastDeliveredAt === undefined ? 'never yet' : moment(lastDeliveredAt)],
    ['Newest event delivered', lastPublished === undefined ? 'none yet' : moment(lastPublished)],
  ];
}
