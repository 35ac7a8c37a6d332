import type { Command } from 'commander';
import { type Api, apiClient } from './api-client.ts';
import { connect } from './connection.ts';
import { CommandFailure, EXIT, wrongUsage } from './failure.ts';
import { visibleJson, visibleText } from './visible-text.ts';
import type { World } from './world.ts';

/** The options that every command has. */
export interface SharedOptions {
  readonly json?: true;
  readonly endpoint?: string;
  readonly outputs: string;
}

/** What one invocation of a command works with. */
export interface Session {
  readonly world: World;
  readonly options: SharedOptions;
  /** Fails with CONFIG_INVALID when it is not known where it is. */
  readonly api: () => Api;
  /** One JSON document, or the lines for people. */
  readonly show: (value: unknown, lines: () => readonly string[]) => void;
  /** One JSON object on a line of its own, or the line for people. */
  readonly showLine: (value: unknown, line: () => string) => void;
  /** A sentence for people alone. */
  readonly say: (sentence: string) => void;
}

export function openSession(command: Command, world: World): Session {
  const options = command.optsWithGlobals<SharedOptions>();
  return {
    world,
    options,
    api: () => apiClient(connect(options, world), world),
    show(value, lines) {
      const text = options.json ? visibleJson(value, 2) : lines().join('\n');
      world.stdout.write(text === '' ? '' : `${text}\n`);
    },
    showLine: (value, line) =>
      void world.stdout.write(`${options.json ? visibleJson(value) : visibleText(line())}\n`),
    say(sentence) {
      if (!options.json) world.stdout.write(`${sentence}\n`);
    },
  };
}

/** Ends the command unless the user agrees. Where nobody can be asked, only `--yes` agrees. */
export async function confirmed(world: World, question: string, { yes }: { readonly yes?: true }): Promise<void> {
  if (yes) return;
  if (!world.stdin.isTTY) throw wrongUsage(`${question} Nobody can be asked here; --yes answers`);
  if (!(await world.confirm(visibleText(question)))) {
    throw new CommandFailure('NOT_CONFIRMED', 'nothing was done', EXIT.failed);
  }
}

/** A secret from the prompt or from standard input; an argument would stand in the shell's history. */
export async function secretFrom({ stdin, askSecret }: World, what: string): Promise<string> {
  const text = stdin.isTTY ? await askSecret(`${what}:`) : await stdin.text();
  if (text.trim() === '') throw wrongUsage(`${what} is read from standard input, which is empty`);
  return text.trim();
}
