import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseLogLine } from '../../local/function-log.ts';
import { allPropertiesOf, flatten, object, synthesize } from '../lib/synthesize.ts';
import { DEFAULTS, defaultTemplate } from '../support/default-stack.ts';
import { blocksOf } from '../support/page.ts';
import { rowsUnder, sectionOf } from '../support/page-table.ts';

const RUNBOOK = 'docs/runbook.md';
const { stackName } = DEFAULTS;
const template = defaultTemplate();

const runbook = readFileSync(RUNBOOK, 'utf8');

/** Names without the stack's, and severities as the descriptions have them. */
const ALARMS = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
  allPropertiesOf(template, type).map(({ AlarmName: name, AlarmDescription: description }) => ({
    name: String(name).replace(`${stackName}-`, ''),
    severity: /^\[(\w+)\]/.exec(String(description))?.[1],
    description: String(description),
  })),
);

const PARTS = ['Means', 'Check', 'Fix'];

/** Headings under which the page says what an alarm means. */
const ALARM_HEADINGS = [...runbook.matchAll(/^## (.+)\n\n\*\*Means\*\*/gm)].map(([, heading = '']) => heading);

/** In capitals too, but no codes. */
const VARIABLES = new Set(['AWS_REGION', 'OKTA_LOG_STREAMING_TOKEN']);

describe('the runbook', () => {
  test('has a heading for every alarm of the stack, and for no other', () => {
    expect(ALARM_HEADINGS.toSorted()).toEqual(ALARMS.map(({ name }) => name).toSorted());
    expect(ALARMS).not.toEqual([]);
  });

  test.each(ALARMS.map(({ name, description }) => [name, description]))(
    'is where the description of %s leads',
    (name, description) => {
      expect(description).toMatch(new RegExp(`docs/runbook\\.md#${name}$`));
    },
  );

  test.each(ALARM_HEADINGS)(
    'says of %s what it means, how to check and how to fix it, each in under ten lines',
    (name) => {
      const section = sectionOf(RUNBOOK, name);
      const parts = section.split(/^(?=\*\*(?:Means|Check|Fix)\*\*)/m).map((part) => part.trim());

      expect(parts.filter((part) => part !== '').map((part) => /^\*\*(\w+)\*\*/.exec(part)?.[1])).toEqual(PARTS);
      for (const part of parts) expect(part.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(10);
    },
  );

  test('lists the alarms in the order of their headings, with their severities', () => {
    const listed = rowsUnder(RUNBOOK, 'Runbook').map(([link = '', severity]) => [
      /^\[(.+)\]/.exec(link)?.[1],
      severity,
    ]);
    const severityOf = new Map(ALARMS.map(({ name, severity }) => [name, severity]));

    expect(listed).toEqual(ALARM_HEADINGS.map((name) => [name, severityOf.get(name)]));
  });

  test('looks for log lines that functions write', () => {
    const named = [...runbook.matchAll(/\$\.message = "([^"]+)"/g)].map(([, message = '']) => message);

    const unknown = named.filter((message) => !('entry' in parseLogLine(JSON.stringify({ level: 'INFO', message }))));

    expect(unknown).toEqual([]);
    expect(named).not.toEqual([]);
  });

  test('speaks of codes that there are', () => {
    const source = ['errors', 'log-stream'].map((name) => readFileSync(`lambdas/core/${name}.ts`, 'utf8')).join('\n');
    const named = [...runbook.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code = '']) => code);

    const unknown = named.filter((name) => !source.includes(`'${name}'`) && !VARIABLES.has(name));

    expect(unknown).toEqual([]);
    expect(named).not.toEqual([]);
  });

  test('has a fix for every reason but an admin for which a stream is deactivated', () => {
    const source = readFileSync('lambdas/core/log-stream.ts', 'utf8');
    const codes = /type DeactivationCode =\s+([^;]+);/.exec(source)?.[1]?.match(/\w+/g) ?? [];

    const section = sectionOf(RUNBOOK, 'stream-deactivated');

    expect(codes.filter((code) => code !== 'ADMIN' && !section.includes(`\`${code}\``))).toEqual([]);
    expect(codes.length).toBeGreaterThan(3);
  });

  test.each([10, 60, 300])('finds the schedules of polls that are %d seconds apart', (pollInterval) => {
    const stack = synthesize({ pollInterval });
    const section = sectionOf(RUNBOOK, 'poller-not-running');
    const filter = /list-schedules --query "Schedules\[\?([^\]]+)\]/.exec(section)?.[1] ?? '';
    const searched = [...filter.matchAll(/contains\(Target\.Arn,'([^']+)'\)/g)].map(([, text = '']) =>
      text.replace('$PollFunctionName', 'StreamingPollerPollFunction'),
    );

    const arns = allPropertiesOf(stack, 'AWS::Scheduler::Schedule').map(({ Target: target }) =>
      flatten(object(target)['Arn']),
    );

    expect(arns.filter((arn) => !searched.some((text) => arn.includes(text)))).toEqual([]);
    expect(arns).not.toEqual([]);
    expect(section).toContain('A `pollInterval` below 60 has');
  });

  test('names saved queries that the stack has', () => {
    const saved = allPropertiesOf(template, 'AWS::Logs::QueryDefinition').map(({ Name: name }) => String(name));

    const named = [...sectionOf(RUNBOOK, 'At hand').matchAll(/"([A-Z][a-z]+ [a-z ]+)"/g)].map(([, name]) => name);

    expect(saved).toEqual(expect.arrayContaining(named.map((name) => `${stackName}/${name}`)));
    expect(named).not.toEqual([]);
  });
});

describe('the outputs as variables of the shell', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are what the AWS CLI prints', () => {
    const block = blocksOf(RUNBOOK).find(({ info }) => info === 'outputs')?.text ?? '';
    // The CLI prints a list as text on one line, with tabs.
    writeFileSync(
      join(folder, 'aws'),
      `#!/bin/sh\necho "$@" > ${folder}/asked\nprintf 'A=https://a.b/c\\tB=d-e\\n'\n`,
    );
    chmodSync(join(folder, 'aws'), 0o755);

    const shown = execFileSync('sh', ['-c', `${block}\necho "$A $B"`], {
      encoding: 'utf8',
      env: { PATH: `${folder}:/usr/bin:/bin` },
    });

    expect(shown).toBe('https://a.b/c d-e\n');
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toContain(`--stack-name ${stackName} --output text`);
  });
});
