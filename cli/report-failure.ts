import type { CommandFailure } from './failure.ts';
import { visibleJson, visibleText } from './visible-text.ts';
import type { Output } from './world.ts';

/** One line: `CODE: sentence`, or an object. */
export function reportFailure(stderr: Output, failure: CommandFailure, { json }: { readonly json?: boolean }): void {
  const { code, message, causes } = failure;
  const sentence = causes.length > 0 ? `${message} (${causes.join('; ')})` : message;
  stderr.write(`${json ? visibleJson({ code, message, causes }) : visibleText(`${code}: ${sentence}`)}\n`);
}
