import type { Output } from './world.ts';

const DEFAULT_ROWS = 24;

/** Lines that take the place of those drawn before, in a terminal. */
export function liveLines(output: Output): (lines: readonly string[]) => void {
  let drawn = 0;
  return (lines) => {
    // What has scrolled out of the terminal cannot be drawn over.
    const shown = lines.slice(0, (output.rows ?? DEFAULT_ROWS) - 1);
    const up = drawn > 0 ? `\u001B[${drawn}A\u001B[J` : '';
    output.write(`${up}${shown.map((line) => `${line}\n`).join('')}`);
    drawn = shown.length;
  };
}
