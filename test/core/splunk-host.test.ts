import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseStreamRequest } from '../../lambdas/core/parse-log-stream.ts';
import { EDITIONS, SPLUNK_HOST } from '../../lambdas/core/stream-constraints.ts';
import { hecUrl } from '../../lambdas/targets/hec-url.ts';
import { TOKEN } from '../support/stream-requests.ts';

const requestFor = (host: string) => ({
  name: 'Splunk',
  type: 'splunk_cloud_logstreaming',
  settings: { edition: 'aws', host, token: TOKEN },
});

describe('the host of a Splunk stream', () => {
  test.each([
    'acme.splunkcloud.com',
    'acme-2.splunkcloud.com',
    'acme.splunkcloudgc.com',
    'acme.splunkcloudfed.com',
    'acme.splunkcloud.mil',
  ])('may be %s', (host) => {
    expect(parseStreamRequest(requestFor(host), 'create').target.settings).toMatchObject({ host });
  });

  test.each([
    ['another domain', 'hec.evil.example'],
    ['Splunk Cloud as a label', 'acme.splunkcloud.com.evil.example'],
    ['Splunk Cloud as the end of a name', 'acme.notsplunkcloud.com'],
    ['Splunk Cloud as a user name', 'acme.splunkcloud.com@evil.example'],
    ['a user name', 'me:pw@acme.splunkcloud.com'],
    ['a port', 'acme.splunkcloud.com:8088'],
    ['a path', 'acme.splunkcloud.com/services'],
    ['Splunk Cloud as a path', 'evil.example/.splunkcloud.com'],
    ['Splunk Cloud as a query', 'evil.example?.splunkcloud.com'],
    ['Splunk Cloud as a fragment', 'evil.example#.splunkcloud.com'],
    ['a backslash', 'evil.example\\.splunkcloud.com'],
    ['a scheme', 'http://acme.splunkcloud.com'],
    ['an address of IPv4', '169.254.169.254'],
    ['an address as a number', '2852039166'],
    ['an address of IPv6', '[::1]'],
    ['this machine', 'localhost'],
    ['a dot behind it', 'acme.splunkcloud.com.'],
    ['a line break behind it', 'acme.splunkcloud.com\n'],
    ['a blank before it', ' acme.splunkcloud.com'],
    ['a full stop of another script', 'evil.example\u3002splunkcloud.com'],
    ['a letter of another script', '\u0430cme.splunkcloud.com'],
    ['a letter that lower case makes plain', 'acme.splun\u212acloud.com'],
    ['an escape', 'evil%2eexample.splunkcloud.com'],
    ['the collector itself', 'http-inputs-acme.splunkcloud.com'],
    ['a name of two labels', 'evil.acme.splunkcloud.com'],
    ['nothing before the domain', '.splunkcloud.com'],
  ])('may not be %s', (_what, host) => {
    expect(() => parseStreamRequest(requestFor(host), 'create')).toThrow(
      'settings.host must be a Splunk Cloud domain',
    );
  });

  test('is the host that is called, whatever passes', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'acme',
        '.',
        '-',
        '@',
        ':',
        '/',
        '\\',
        '#',
        '?',
        '%2e',
        '[',
        ']',
        '\u3002',
        '\n',
        'evil.example',
      ),
      fc.constantFrom('splunkcloud.com', '.splunkcloud.com', '.splunkcloudgc.com', '.splunkcloud.mil'),
      fc.string({ maxLength: 3 }),
    );
    const host = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
    let passed = 0;

    fc.assert(
      fc.property(host, fc.constantFrom(...EDITIONS), (text, edition) => {
        if (!SPLUNK_HOST.test(text)) return;
        passed += 1;
        const { href, hostname } = hecUrl(edition, text);
        expect(href).toBe(`https://${hostname}/services/collector/event`);
        expect(hostname.replace(/^http-inputs[-.]/, '')).toBe(text);
      }),
      { numRuns: 20_000, seed: 7 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});
