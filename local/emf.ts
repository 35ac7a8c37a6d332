/** Values of one metric, as CloudWatch takes them out of a log line. */
export interface MetricPoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly values: readonly number[];
  readonly timestamp: Date;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The metrics in a line of CloudWatch's embedded metric format, one point for each set of dimensions; undefined for
 * any other line. Fails by name on one that CloudWatch would drop without a word.
 *
 * AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function parseEmf(line: string): readonly MetricPoint[] | undefined {
  const root = parseObject(line);
  const metadata = root && fieldsOf(root['_aws']);
  if (!root || !metadata || !('CloudWatchMetrics' in metadata)) return undefined;

  const { Timestamp: timestamp } = metadata;
  if (typeof timestamp !== 'number' || !Number.isSafeInteger(timestamp)) {
    throw dropped(`_aws.Timestamp must be milliseconds since 1970; got ${JSON.stringify(timestamp)}`);
  }
  return listOf(metadata['CloudWatchMetrics'], 'CloudWatchMetrics').flatMap((directive) =>
    pointsOf(root, fieldsOf(directive) ?? {}, new Date(timestamp)),
  );
}

function pointsOf(root: Fields, directive: Fields, timestamp: Date): MetricPoint[] {
  const namespace = textOf(directive['Namespace'], 'Namespace');
  const metrics = listOf(directive['Metrics'], 'Metrics');
  // CloudWatch: at most so many in one directive.
  if (metrics.length > 100) throw dropped(`Metrics has ${metrics.length} members, which is more than 100`);

  return listOf(directive['Dimensions'], 'Dimensions').flatMap((set) => {
    const dimensions = dimensionsOf(root, listOf(set, 'a set of dimensions'));
    return metrics.map((metric) => {
      const { Name, Unit = 'None' } = fieldsOf(metric) ?? {};
      const name = textOf(Name, 'the name of a metric');
      return {
        namespace,
        name,
        dimensions,
        unit: textOf(Unit, 'a unit'),
        values: valuesOf(root[name], name),
        timestamp,
      };
    });
  });
}

function dimensionsOf(root: Fields, names: readonly unknown[]): Record<string, string> {
  if (names.length > 30) throw dropped(`there are ${names.length} dimensions, which is more than 30`);
  return Object.fromEntries(
    names.map((name) => {
      const key = textOf(name, 'the name of a dimension');
      return [key, textOf(root[key], `the dimension ${key}`)];
    }),
  );
}

function valuesOf(target: unknown, name: string): readonly number[] {
  const values: readonly unknown[] = Array.isArray(target) ? target : [target];
  if (values.length > 100) throw dropped(`the metric ${name} has ${values.length} values, which is more than 100`);
  return values.map((value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw dropped(`the metric ${name} must have numbers; got ${JSON.stringify(value)}`);
  });
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw dropped(`${what} must be a list; got ${JSON.stringify(value)}`);
}

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw dropped(`${what} must be a text; got ${JSON.stringify(value)}`);
}

const dropped = (why: string): Error => new Error(`CloudWatch would drop this line of metrics: ${why}`);

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null ? { ...value } : undefined;

function parseObject(line: string): Fields | undefined {
  // Most lines are others, and some are long.
  if (!line.includes('"_aws"')) return undefined;
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}
