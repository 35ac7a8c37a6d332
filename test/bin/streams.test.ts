import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A program of the project as a user starts it; standard input is no terminal. */
function start(program: string, ...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', OKTA_LOG_STREAMING_TOKEN: `00${'x'.repeat(40)}` },
    input: '',
  });
  return { status, stdout, stderr };
}

describe.each(['bin/streams.ts', 'bin/streams.mjs'])('%s', (program) => {
  test('shows its help', () => {
    expect(start(program, 'list', '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage: streams list /),
      stderr: '',
    });
  });

  test('ends with the exit code of the command', () => {
    expect(start(program, 'list', '--endpoint', 'http://abc.example')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'CONFIG_INVALID: the endpoint must be https, or it is on this machine; got "http://abc.example"\n',
    });
  });

  test('asks nobody where there is no terminal', () => {
    expect(
      start(
        program,
        'create',
        'splunk',
        '--name',
        'x',
        '--host',
        'x',
        '--edition',
        'aws',
        '--endpoint',
        'http://[::1]',
      ),
    ).toEqual({
      status: 2,
      stdout: '',
      stderr: 'USAGE: HEC token is read from standard input, which is empty\n',
    });
  });
});
