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
};

const commandsOf = (lines: readonly string[]) =>
  lines.map((line) => line.trim()).filter((line) => line.startsWith('curl'));

describe('what a run says first', () => {
  test('is what it reads and what can be tried', () => {
    expect(introduction(RUN)).toEqual([
      'Reading http://127.0.0.1:1 (simulated) into 2 streams. Try, in another terminal:',
      '  Make Splunk fail: two attempts, then the stream is INACTIVE (also: hang, throttle, refuse)',
      '    curl -X POST http://127.0.0.1:4680/splunk/fail',
      '  Mend it and activate the stream',
      '    curl -X POST http://127.0.0.1:4680/splunk/healthy http://127.0.0.1:4680/api/v1/logStreams/0oaSplunk/lifecycle/activate',
      '  See the state as JSON',
      '    curl http://127.0.0.1:4680/',
      'Ctrl-C stops the run.',
    ]);
  });

  test.each([
    ['Splunk is a real one', { ...RUN, isSimulated: () => false }],
    ['no stream goes to Splunk', { ...RUN, streams: [logStream()] }],
  ])('offers nothing that does nothing: %s', (_name, run) => {
    expect(commandsOf(introduction(run))).toEqual(['curl http://127.0.0.1:4680/']);
  });

  test('does not call a real org simulated', () => {
    expect(introduction({ ...RUN, orgUrl: 'https://acme.okta.com', isOrgSimulated: false })[0]).toBe(
      'Reading https://acme.okta.com into 2 streams. Try, in another terminal:',
    );
  });
});
