import { readFileSync } from 'node:fs';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** What follows the language, such as the name of a file. */
  readonly info: string;
  readonly text: string;
  /** The heading that it stands under. */
  readonly heading: string;
  /** Where it begins. */
  readonly line: number;
}

export function blocksOf(path: string): readonly Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let open:
    { readonly language: string; readonly info: string; readonly line: number; readonly text: string[] } | undefined;

  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    const fence = /^```(\w*) ?(.*)$/.exec(line);
    if (open && fence) {
      blocks.push({ ...open, text: open.text.join('\n'), heading });
      open = undefined;
    } else if (open) {
      open.text.push(line);
    } else if (fence) {
      open = { language: fence[1] ?? '', info: fence[2] ?? '', line: index + 1, text: [] };
    } else {
      heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
    }
  }
  if (open) throw new Error(`${path}: the block in line ${open.line} has no end`);
  return blocks;
}
