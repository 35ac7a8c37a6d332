import { describe, expect, test } from '@jest/globals';
import { parseDeploymentConfig } from '../../lib/deployment-config.ts';
import { calculate, numberIn, numbersIn } from '../support/arithmetic.ts';
import { DEFAULTS, defaultTemplate } from '../support/default-stack.ts';
import { rowsUnder, sectionOf } from '../support/page-table.ts';

const PAGE = 'docs/scaling.md';
const INPUTS = ['Figures', 'Settings and the stack', 'Quotas'];
const RESULTS = ['Events per second of a stream', 'Streams of an org', 'Orgs of an account'];

/** Seconds of a minute, minutes of an hour, and what halves an interval. */
const UNITS = ['60', '2'];

const inputs = INPUTS.flatMap((heading) =>
  rowsUnder(PAGE, heading).map(([what = '', value = '', from = '']) => ({ heading, what, value, from })),
);
const results = RESULTS.flatMap((heading) =>
  rowsUnder(PAGE, heading).map(([what = '', arithmetic = '', value = '']) => ({
    heading,
    what,
    arithmetic: arithmetic.replaceAll('`', ''),
    value,
  })),
);

/** Whole numbers down, so that no promise is rounded up; others to one decimal. */
const written = (value: number, like: string): string =>
  like.includes('.') ? value.toFixed(1) : Math.floor(value).toLocaleString('en-US');

const POLL_CPU = 'CPU of the poll function within an interval';

/**
 * The figures that the soak table measures: which number of which of its rows is divided by which, and who takes it.
 */
const MEASURED = [
  {
    figure: 'CPU seconds to queue a message',
    of: soaked('CPU seconds of the poll and of the deliver function', 0),
    by: soaked('messages sent to SQS, receives, deletes', 0),
    result: POLL_CPU,
  },
  {
    figure: 'CPU seconds to deliver a message',
    of: soaked('CPU seconds of the poll and of the deliver function', 1),
    by: soaked('invocations of the poll and of the deliver function', 1),
    result: 'concurrency of the account, for deliveries',
  },
] as const;

/** A number of the soak table, of the run with 50 streams. */
function soaked(what: string, at: number): number {
  const [, cell = ''] = rowsUnder(PAGE, 'Soak and chaos').find(([first]) => first === what) ?? [];
  const number = numbersIn(cell)[at];
  if (number === undefined) throw new Error(`${PAGE}: the soak table has no number ${at + 1} under "${what}"`);
  return numberIn(number);
}

/**
 * What the page has to say, once the soak table says what it says: one run of the tests tells all that is to change.
 */
function expectedOf({ of, by, result }: (typeof MEASURED)[number]) {
  // Up, so that no promise is too good; from six decimals, because 7 thousandths may be 7.000000000000001.
  const figure = (Math.ceil(Number(((of / by) * 1_000).toFixed(6))) / 1_000).toFixed(3);
  const row = results.find(({ what }) => what === result);
  // The only number of three decimals in the sum.
  const arithmetic = row?.arithmetic.replace(/(?<![\d.])\d+\.\d{3}(?!\d)/, figure) ?? 'no such row';
  return { figure, arithmetic, value: written(calculate(arithmetic), '') };
}

test.each(MEASURED.map((measured) => [measured.figure, measured] as const))(
  'is what the soak table comes to, and so is what follows from it: %s',
  (name, measured) => {
    const row = results.find(({ what }) => what === measured.result);

    expect({
      figure: inputs.find(({ what }) => what === name)?.value,
      arithmetic: row?.arithmetic,
      value: row?.value,
    }).toEqual(expectedOf(measured));
  },
);

test('every quota says whose it is', () => {
  const quotas = inputs.filter(({ heading }) => heading === 'Quotas');

  expect(quotas.filter(({ from }) => !/^[A-Z]/.test(from)).map(({ what }) => what)).toEqual([]);
});

describe.each(RESULTS)('under "%s"', (heading) => {
  const rows = results.filter((row) => row.heading === heading);

  test.each(rows.map((row) => [row.what, row] as const))(
    'the arithmetic comes to what is written: %s',
    (_what, row) => {
      expect(row.value).toBe(written(calculate(row.arithmetic), row.value));
    },
  );

  test('every number is a figure, a setting or a quota of the page', () => {
    const known = new Set([...UNITS, ...inputs.map(({ value }) => value)]);

    expect(rows.flatMap(({ arithmetic }) => numbersIn(arithmetic)).filter((number) => !known.has(number))).toEqual(
      [],
    );
  });
});

test('no figure, setting or quota is given that no sum takes', () => {
  const used = new Set(results.flatMap(({ arithmetic }) => numbersIn(arithmetic)));

  expect(inputs.filter(({ value }) => !used.has(value)).map(({ what }) => what)).toEqual([]);
});

test('the first lines say what the tables come to', () => {
  const valueOf = (heading: string, what: string): number =>
    numberIn(results.find((row) => row.heading === heading && row.what === what)?.value ?? '');
  const smallest = (heading: string): number =>
    Math.min(...results.filter((row) => row.heading === heading).map(({ value }) => numberIn(value)));
  const said = sectionOf(PAGE, 'Scaling');

  expect(said).toContain(`read at ${written(valueOf('Events per second of a stream', OKTA), '')} events/s`);
  expect(said).toContain(
    `EventBridge follows at ${valueOf('Events per second of a stream', TO_EVENTBRIDGE)} events/s`,
  );
  expect(said).toContain(
    `Splunk at ${written(valueOf('Events per second of a stream', 'the deliver function to Splunk'), '')}`,
  );
  expect(said).toContain(`the ${valueOf('Streams of an org', '`maxLogStreams`')} streams`);
  expect(said).toContain(`takes ${valueOf('Orgs of an account', 'IAM roles')} orgs`);
  expect(said).toContain(`fills its interval at ${expectedOf(MEASURED[0]).value}`);
  expect(said).toContain(`a second ends at ${smallest('Orgs of an account')} before`);
});

const OKTA = "Okta's limit, when the headers tell the org's";
const TO_EVENTBRIDGE = 'the deliver function to EventBridge';

describe('what is said of the stack', () => {
  const settingOf = (what: string): number =>
    numberIn(inputs.find((row) => row.heading === 'Settings and the stack' && row.what === what)?.value ?? '');
  const template = defaultTemplate();
  const count = (type: string): number => Object.keys(template.findResources(type)).length;

  test('are its defaults', () => {
    expect(settingOf('seconds between polls')).toBe(DEFAULTS.pollInterval);
    expect(settingOf("share of Okta's rate limit")).toBe(DEFAULTS.rateLimitShare);
    expect(settingOf('events of a backlog at most')).toBe(DEFAULTS.backlogLimitEvents);
    expect(settingOf('requests to the admin API in a minute')).toBe(DEFAULTS.adminRequestsPerMinute);
  });

  test('are its limits', () => {
    const withStreams = (maxLogStreams: number) => () =>
      parseDeploymentConfig({ orgUrl: 'https://acme.okta.com', maxLogStreams });

    expect(withStreams(settingOf('streams at most'))).not.toThrow();
    expect(withStreams(settingOf('streams at most') + 1)).toThrow('maxLogStreams');
  });

  test('are its resources', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const memory = functions.map(({ Properties }) => (Properties as { readonly MemorySize: number }).MemorySize);
    const reserved = functions.map(
      ({ Properties }) =>
        (Properties as { readonly ReservedConcurrentExecutions?: number }).ReservedConcurrentExecutions ?? 0,
    );

    expect(new Set(memory)).toEqual(new Set([settingOf('MB of memory of a function')]));
    expect(reserved.reduce((sum, each) => sum + each, 0)).toBe(settingOf('reserved concurrency'));
    expect(count('AWS::IAM::Role')).toBe(settingOf('IAM roles'));
    expect(count('AWS::ApiGateway::RestApi')).toBe(settingOf('REST APIs of a stack'));
    expect(count('AWS::CloudWatch::Alarm') + count('AWS::CloudWatch::CompositeAlarm')).toBe(settingOf('alarms'));
  });
});
