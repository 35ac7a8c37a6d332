import { lagText, rateText } from '../state/figures.ts';
import type { Sample } from '../state/history.ts';
import { plotOf, type Series } from '../state/plot.ts';

interface PlotProps {
  readonly samples: readonly Sample[];
  readonly series: Series;
  readonly now: number;
}

const WRITTEN = { lag: lagText, rate: rateText } as const;
const NAMES = { lag: 'Lag', rate: 'Rate' } as const;

/** What a reader who does not see the line is told of it. */
const labelOf = (series: Series, latest: number | undefined, highest: number | undefined): string =>
  `${NAMES[series]} over the last 5 minutes: now ${WRITTEN[series](latest)}, highest ${WRITTEN[series](highest)}`;

/** Four units to a pixel, or more. */
const SMALL = { width: 400, height: 120 };
const LARGE = { width: 2_400, height: 480 };
/** Half of a line at the edge. */
const MARGIN = 8;

/** A line as small as a word. */
export function Sparkline({ samples, series, now }: PlotProps) {
  const { line, area, latest, highest } = plotOf(samples, series, { now, ...SMALL });
  return (
    <svg
      class={`plot small ${series}`}
      viewBox={`0 ${-MARGIN} ${SMALL.width} ${SMALL.height + 2 * MARGIN}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={labelOf(series, latest, highest)}
    >
      <path class="area" d={area} />
      <path class="line" d={line} />
    </svg>
  );
}

/** The same line with its scale. */
export function LargePlot({ samples, series, now }: PlotProps) {
  const { line, area, latest, highest, top } = plotOf(samples, series, { now, ...LARGE });
  const written = WRITTEN[series];
  return (
    <figure class="large-plot">
      <figcaption>
        {NAMES[series]} <strong>{written(latest)}</strong>
      </figcaption>
      <div class="scale" aria-hidden="true">
        <span>{written(top)}</span>
        <span>0</span>
      </div>
      <svg
        class={`plot large ${series}`}
        viewBox={`0 ${-MARGIN} ${LARGE.width} ${LARGE.height + 2 * MARGIN}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={labelOf(series, latest, highest)}
      >
        <path class="grid" d={`M0 0H${LARGE.width}M0 ${LARGE.height / 2}H${LARGE.width}`} />
        <path class="area" d={area} />
        <path class="line" d={line} />
        <path class="base" d={`M0 ${LARGE.height}H${LARGE.width}`} />
      </svg>
      <div class="minutes" aria-hidden="true">
        <span>5 min ago</span>
        <span>now</span>
      </div>
    </figure>
  );
}
