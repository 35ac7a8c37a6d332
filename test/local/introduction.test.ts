import { describe, expect, test } from '@jest/globals';
import { introduction } from '../../local/introduction.ts';
import { logStream } from '../support/log-streams.ts';
import { splunkStream } from '../support/target-streams.ts';

const splunk = { ...splunkStream(), id: '0oaSplunk' };

const RUN = {
  orgUrl: 'http://127.0.0.1:1',
  isOrgSimulated: true,
  streams: [logStream(), splunk],
  isSimulated: () => true,
  controlUrl: 'http://127.0.0.1:4680',
  consoleUrl: 'http://127.0.0.1:4682/#aKey',
  api: { url: 'http://127.0.0.1:4681', auth: 'token', token: '00abc', headers: {} } as const,
};

describe('what a run says first', () => {
  test('is what it reads and what can be tried', () => {
    expect(introduction(RUN)).toEqual([
      'Reading http://127.0.0.1:1 (simulated) into 2 streams.',
      'See and change the streams in a browser: http://127.0.0.1:4682/#aKey',
      'The admin API is at http://127.0.0.1:4681/api/v1/logStreams. Try, in another terminal:',
      '  Make Splunk fail: two attempts, then the stream is INACTIVE (also: hang, throttle, refuse)',
      '    curl -X POST http://127.0.0.1:4680/splunk/fail',
      '  Mend it, try it, and activate the stream',
      '    curl -X POST http://127.0.0.1:4680/splunk/healthy',
      '    OKTA_LOG_STREAMING_TOKEN=00abc npx streams --endpoint http://127.0.0.1:4681 verify 0oaSplunk',
      '    OKTA_LOG_STREAMING_TOKEN=00abc npx streams --endpoint http://127.0.0.1:4681 activate 0oaSplunk',
      '  See the streams, and what happened to them',
      '    OKTA_LOG_STREAMING_TOKEN=00abc npx streams --endpoint http://127.0.0.1:4681 list',
      '    OKTA_LOG_STREAMING_TOKEN=00abc npx streams --endpoint http://127.0.0.1:4681 events',
      "    curl -H 'Authorization: SSWS 00abc' http://127.0.0.1:4681/api/v1/logStreams",
      '  See as JSON what arrived at the targets',
      '    curl http://127.0.0.1:4680/',
      'Ctrl-C stops the run.',
    ]);
  });

  test('signs with the local key where the API asks for signatures', () => {
    const api = { url: 'http://127.0.0.1:4681', auth: 'iam', headers: {} } as const;

    const lines = introduction({ ...RUN, api });

    expect(lines.map((line) => line.trim())).toContain(
      'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local npx streams --endpoint http://127.0.0.1:4681 list',
    );
    expect(lines.join()).not.toContain('SSWS');
  });

  test.each([
    ['Splunk is a real one', { ...RUN, isSimulated: () => false }],
    ['no stream goes to Splunk', { ...RUN, streams: [logStream()] }],
  ])('offers nothing that does nothing: %s', (_name, run) => {
    expect(introduction(run).filter((line) => line.includes('/splunk/'))).toEqual([]);
  });

  test('does not call a real org simulated', () => {
    expect(introduction({ ...RUN, orgUrl: 'https://acme.okta.com', isOrgSimulated: false })[0]).toBe(
      'Reading https://acme.okta.com into 2 streams.',
    );
  });
});
