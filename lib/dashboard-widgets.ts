import {
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  LegendPosition,
  MathExpression,
  Metric,
  SearchExpression,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';

/** A row of the dashboard has 24 columns. */
export const WIDTH = { full: 24, half: 12, third: 8, quarter: 6 } as const;

export const HEIGHT = { heading: 1, number: 4, graph: 6 } as const;

export interface GraphOptions {
  readonly width: number;
  readonly lines: Lines;
  /** A line across, and what it is. */
  readonly limit?: { readonly value: number; readonly label: string };
  readonly stacked?: true;
}

/** Metrics by what the legend calls them. */
export type Lines = Readonly<Record<string, IMetric>>;

export const heading = (markdown: string): TextWidget =>
  new TextWidget({ markdown: `## ${markdown}`, width: WIDTH.full, height: HEIGHT.heading });

/** A graph over time, its axis from zero: half as high is half as much. */
export const graph = (title: string, { width, lines, limit, stacked }: GraphOptions): GraphWidget =>
  new GraphWidget({
    title,
    width,
    height: HEIGHT.graph,
    left: labelled(lines),
    leftYAxis: { min: 0, showUnits: false },
    leftAnnotations: limit === undefined ? [] : [annotation(limit)],
    legendPosition: LegendPosition.BOTTOM,
    period: Duration.minutes(1),
    stacked: stacked ?? false,
  });

/** The latest value, and how it came to be so. */
export const number = (title: string, lines: Lines): SingleValueWidget =>
  new SingleValueWidget({
    title,
    width: WIDTH.quarter,
    height: HEIGHT.number,
    metrics: labelled(lines),
    period: Duration.minutes(1),
    sparkline: true,
  });

/** The sum over all that the dashboard shows. */
export const total = (title: string, lines: Lines): SingleValueWidget =>
  new SingleValueWidget({
    title,
    width: WIDTH.third,
    height: HEIGHT.number,
    metrics: labelled(lines),
    setPeriodToTimeRange: true,
  });

const annotation = ({ value, label }: { readonly value: number; readonly label: string }): HorizontalAnnotation => ({
  value,
  label,
});

function labelled(lines: Lines): IMetric[] {
  const entries = Object.entries(lines);
  return entries.map(([label, metric]) => {
    if (metric instanceof Metric || metric instanceof MathExpression) return metric.with({ label });
    if (!(metric instanceof SearchExpression)) return metric;
    // A search for each stream brings the name of the stream, which is enough for the only one of a graph.
    const own = metric.label?.startsWith('$') ? metric.label : undefined;
    if (own === undefined) return metric.with({ label });
    return metric.with({ label: entries.length === 1 ? own : `${label}, ${own}` });
  });
}
