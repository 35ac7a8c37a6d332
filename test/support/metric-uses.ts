import type { Template } from 'aws-cdk-lib/assertions';
import { METRIC_NAMESPACE } from '../../lambdas/core/metric-names.ts';
import { allPropertiesOf, flatten, propertiesOf } from '../lib/synthesize.ts';

export interface MetricUses {
  /** Names of alarms, without what all of them begin with. */
  readonly alarms: readonly string[];
  /** Headings of the dashboard's rows. */
  readonly rows: readonly string[];
}

/** What stands above the first heading of the dashboard. */
const HEADER = 'Header';

/** Where the stack's alarms and dashboard use a metric of the functions. */
export function usesOf(template: Template, metric: string, prefix: string): MetricUses {
  const alarms = allPropertiesOf(template, 'AWS::CloudWatch::Alarm')
    .filter((alarm) => names(JSON.stringify(alarm), metric))
    .map(({ AlarmName: name }) => String(name).replace(`${prefix}-`, ''));

  const body = flatten(propertiesOf(template, 'AWS::CloudWatch::Dashboard')['DashboardBody']);
  const rows = new Set<string>();
  let row = HEADER;
  for (const { properties } of (JSON.parse(body) as { readonly widgets: readonly Widget[] }).widgets) {
    row = /^## (.+)$/.exec(properties.markdown ?? '')?.[1] ?? row;
    if (names(JSON.stringify(properties), metric)) rows.add(row);
  }
  return { alarms: alarms.toSorted(), rows: [...rows] };
}

interface Widget {
  readonly properties: { readonly markdown?: string };
}

/** As the name of a metric beside the namespace, or in a search. Other namespaces have metrics of other names. */
const names = (json: string, metric: string): boolean =>
  json.includes(METRIC_NAMESPACE) && new RegExp(String.raw`"${metric}"|MetricName=\\+"${metric}\\+"`).test(json);
