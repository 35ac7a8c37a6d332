import type { StreamReply } from '../api/log-streams.ts';
import { countText, lagText, rateText } from '../state/figures.ts';
import type { Sample } from '../state/history.ts';
import { targetOf, typeName } from '../state/stream-facts.ts';
import type { Actions, VerifyNote } from './actions.ts';
import { Ago } from './ago.tsx';
import { Sparkline } from './plot.tsx';
import { StatusPill } from './status-pill.tsx';
import { StreamActions } from './stream-actions.tsx';
import { GapNotice, StopNotice, VerifyNotice } from './stream-notices.tsx';
import { Text } from './text.tsx';

interface StreamRowProps {
  readonly stream: StreamReply;
  readonly samples: readonly Sample[];
  readonly note: VerifyNote | undefined;
  readonly now: number;
  readonly actions: Actions;
}

/**
 * One stream. The roles are those that the elements have anyway: browsers forget them when a table is laid out as
 * something else, as it is on a narrow page.
 */
export function StreamRow({ stream, samples, note, now, actions }: StreamRowProps) {
  const { id, name, type, delivery } = stream;
  const hasNotice = stream.status !== 'ACTIVE' || stream.possibleGap !== undefined || note?.kind === 'answered';
  return (
    <tbody role="rowgroup" class="stream" data-stream={id}>
      <tr role="row">
        <th role="rowheader" scope="row" class="name">
          <button type="button" class="link" onClick={() => actions.open({ kind: 'details', stream })}>
            <Text>{name}</Text>
          </button>
          <span class="sub">
            {typeName(type)} <span class="dot">·</span> <Text>{targetOf(stream)}</Text>
          </span>
        </th>
        <td role="cell" class="status">
          <StatusPill stream={stream} />
        </td>
        <td role="cell" class="figure lag" data-title="Lag">
          <span class="value">{lagText(delivery.lagSeconds)}</span>
          <Sparkline samples={samples} series="lag" now={now} />
        </td>
        <td role="cell" class="figure rate" data-title="Rate">
          <span class="value">{rateText(samples.at(-1)?.rate)}</span>
          <Sparkline samples={samples} series="rate" now={now} />
        </td>
        <td role="cell" class="figure backlog" data-title="Backlog">
          <span class="value">{countText(delivery.backlog)}</span>
        </td>
        <td role="cell" class="figure delivered" data-title="Delivered">
          <span class="value">{countText(delivery.events)}</span>
          <span class="sub">
            {delivery.lastDeliveredAt === undefined ? 'never yet' : <Ago at={delivery.lastDeliveredAt} now={now} />}
          </span>
        </td>
        <td role="cell" class="buttons">
          <StreamActions stream={stream} note={note} actions={actions} />
        </td>
      </tr>
      {hasNotice && (
        <tr role="row" class="notices">
          <td role="cell" colSpan={7} aria-colspan={7}>
            <StopNotice stream={stream} now={now} />
            <GapNotice stream={stream} />
            <VerifyNotice stream={stream} note={note} actions={actions} />
          </td>
        </tr>
      )}
    </tbody>
  );
}
