import type { Command } from 'commander';

/** Adds examples to a command's help; a test runs each of them. */
export const withExamples = (command: Command, ...examples: readonly string[]): Command =>
  command.addHelpText(
    'after',
    ['', 'Examples:', ...examples.map((example) => `  npx streams ${example}`)].join('\n'),
  );
