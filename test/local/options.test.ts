import { describe, expect, test } from '@jest/globals';
import { SETTINGS } from '../../lib/deployment-settings.ts';
import { parseOptions, USAGE } from '../../local/options.ts';

const DEFAULTS = { adminAuth: 'token', untilDrained: false, json: false };
const parse = (line: string) => parseOptions(line.split(' ').filter((word) => word !== ''));

describe('the flags of npm start', () => {
  test.each<[line: string, options: object]>([
    ['', { rate: 20 }],
    ['--count 50', { count: 50 }],
    ['--count=0', { count: 0 }],
    ['--count 50 --rate 2.5', { count: 50, rate: 2.5 }],
    ['--count 1 --count 2', { count: 2 }],
    ['--events a.ndjson', { eventsFile: 'a.ndjson' }],
    ['--events a.ndjson --rate 7', { eventsFile: 'a.ndjson', rate: 7 }],
    ['--admin-auth iam', { adminAuth: 'iam' }],
    ['--count 1 --until-drained --json', { count: 1, untilDrained: true, json: true }],
    [
      '--okta-org-url https://acme.okta.com --until-drained',
      { oktaOrgUrl: 'https://acme.okta.com', untilDrained: true },
    ],
    ['--okta-org-url http://127.0.0.1:99/', { oktaOrgUrl: 'http://127.0.0.1:99/' }],
    ['--splunk-hec-url https://splunk.example:8088', { splunkHecUrl: 'https://splunk.example:8088' }],
    ['--eventbridge-endpoint http://127.0.0.1:4010', { eventBridgeEndpoint: 'http://127.0.0.1:4010' }],
    ['--poll-interval 60', { pollIntervalSeconds: 60 }],
    ['--state ./kept', { stateDir: './kept' }],
  ])('"%s" asks for %j', (line, expected) => {
    const rate = line.includes('--count') || line.includes('--events') ? undefined : 20;

    expect(parse(line)).toEqual({ ...DEFAULTS, rate, ...expected });
  });

  test.each<[line: string, problem: string]>([
    ['--count many', '--count must be a whole number; got "many"'],
    ['--count 1.5', '--count must be a whole number; got "1.5"'],
    ['--count -1', '--count must be a whole number; got "-1"'],
    ['--rate 0', '--rate must be a number above 0; got "0"'],
    ['--rate Infinity', '--rate must be a number above 0; got "Infinity"'],
    [
      '--poll-interval 7',
      '--poll-interval must be a number of seconds out of 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 300; got "7"',
    ],
    ['--okta-org-url acme', '--okta-org-url must be the http(s) URL of an org, without a path; got "acme"'],
    ['--okta-org-url https://a.okta.com/api', 'without a path; got "https://a.okta.com/api"'],
    ['--splunk-hec-url ftp://a', '--splunk-hec-url must be an http(s) URL; got "ftp://a"'],
    ['--eventbridge-endpoint x', '--eventbridge-endpoint must be an http(s) URL; got "x"'],
    ['--state', '--state needs a value'],
    ['--state=', '--state needs a value'],
    ['--events --json', '--events needs a value'],
    ['--json=yes', '--json takes no value'],
    ['--colour', 'there is no flag --colour; see --help'],
    ['-c 5', 'there is no flag -c; see --help'],
    ['now', '"now" is no flag; see --help'],
    ['--until-drained', '--until-drained needs an end: give --count, --events or --okta-org-url'],
    ['--until-drained --rate 5', '--until-drained needs an end'],
    ['--events a --count 5', '--events serves what the file has; leave out --count'],
    [
      '--okta-org-url https://a.okta.com --events a --rate 5',
      '--okta-org-url names a real System Log; leave out --events and --rate, for the simulated one',
    ],
  ])('"%s" is refused: %s', (line, problem) => {
    expect(() => parse(line)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(problem) }),
    );
  });

  test('names every problem at once', () => {
    const line = '--colour --count x --rate 0 --poll-interval 7 --okta-org-url ftp://a --events e';

    expect(() => parse(line)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: [
          'there is no flag --colour; see --help',
          '--count must be a whole number; got "x"',
          '--rate must be a number above 0; got "0"',
          '--okta-org-url must be the http(s) URL of an org, without a path; got "ftp://a"',
          '--poll-interval must be a number of seconds out of 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 300; got "7"',
          '--okta-org-url names a real System Log; leave out --events and --count and --rate, for the simulated one',
          '--events serves what the file has; leave out --count',
        ].join('. '),
      }),
    );
  });

  test('does not repeat a password in a URL', () => {
    expect(() => parse('--okta-org-url https://me:hunter2@acme.okta.com')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  test('takes the poll intervals that the stack takes, and no others', () => {
    const seconds = Array.from({ length: 400 }, (_, index) => index + 1);
    const isTaken = (second: number): boolean => {
      try {
        return parse(`--poll-interval ${second}`) !== 'help';
      } catch {
        return false;
      }
    };

    const ofTheStack = seconds.filter((second) => SETTINGS.pollInterval.parse(second) !== undefined);

    expect(seconds.filter(isTaken)).toEqual(ofTheStack);
  });

  test('asks for help whatever else there is', () => {
    expect(parse('--count x --help')).toBe('help');
    expect(USAGE).toContain('--until-drained');
  });
});
