import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { PAGE_VARIABLES } from '../support/admin-api-page.ts';
import { problemsOf } from '../support/aws-command.ts';
import { blocksOf } from '../support/page.ts';
import { commandsIn } from '../support/shell.ts';

const PAGES = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))];

/** Those in blocks, and those in the middle of a sentence. */
const COMMANDS = PAGES.flatMap((page) => {
  const blocks = blocksOf(page).filter(({ language }) => language === 'sh');
  const inline = [...readFileSync(page, 'utf8').matchAll(/`(aws [^`]+)`/g)].map(([, text = '']) => text);
  return [...blocks.map(({ text }) => text), ...inline]
    .flatMap((text) => commandsIn(text, PAGE_VARIABLES))
    .filter(({ words }) => words[0] === 'aws')
    .map(({ words }) => [page, words.join(' '), words] as const);
});

test.each(COMMANDS)('in %s the AWS CLI understands: %s', (_page, _shown, words) => {
  expect(problemsOf(words)).toEqual([]);
});

test('there are commands of the services that an operator needs', () => {
  const services = new Set(COMMANDS.map(([, , words]) => words[1]));

  expect([...services]).toEqual(
    expect.arrayContaining(['cloudformation', 'cloudwatch', 'dynamodb', 'logs', 'secretsmanager', 'sqs']),
  );
});

describe('a command is found out', () => {
  test.each([
    ['aws sqsx purge-queue', ['there is no service sqsx']],
    ['aws sqs purge-queues', ['sqs has no operation purge-queues']],
    ['aws sqs purge-queue', ['lacks --queue-url']],
    ['aws sqs purge-queue --queue-url', ['--queue-url lacks a value']],
    ['aws sqs purge-queue --queue-url a b', ['--queue-url takes one value']],
    ['aws sqs purge-queue a --queue-url b', ['a is no option']],
    ['aws sqs purge-queue --queue-url a --force', ['there is no option --force']],
    ['aws sqs receive-message --queue-url a --max-number-of-messages ten', ['--max-number-of-messages is no number']],
    ['aws sqs receive-message --queue-url a --query Message[]', ['the answer has no Message']],
    ['aws dynamodb wait table-gone --table-name a', ['dynamodb has no operation wait']],
    ['aws dynamodb wait table-exists', ['lacks --table-name']],
    [
      'aws dynamodb update-table --table-name a --deletion-protection-enabled yes',
      [expect.stringMatching('no value')],
    ],
    ['aws events put-targets --rule a --targets Id=a,Arm=b', ['--targets has no Arm']],
    ['aws events put-targets --rule a --targets a', ['--targets is no shorthand']],
    ['aws events put-targets --rule a --targets [{', ['--targets is no JSON']],
    ['aws s3 ls', ['wants 1 arguments before its options']],
    ['aws logs tail a --until now', ['there is no option --until']],
  ])('%s', (command, problems) => {
    expect(problemsOf(command.split(' '))).toEqual(problems);
  });

  test('that names another state than there are', () => {
    const [problem] = problemsOf('aws cloudwatch describe-alarms --state-value ALARMED'.split(' '));

    expect(problem).toContain('OK, ALARM, INSUFFICIENT_DATA');
  });
});
