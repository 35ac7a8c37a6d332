import { readFileSync } from 'node:fs';

/** The cells of the rows of every table under a heading of a page, without the tables' heads. */
export function rowsUnder(page: string, heading: string): readonly (readonly string[])[] {
  const section = sectionOf(page, heading);
  const lines = section.split('\n');
  return lines
    .filter((line, index) => line.startsWith('|') && lines.slice(0, index).some(isRuler))
    .filter((line, index, all) => !isRuler(line) && !isRuler(all[index + 1] ?? ''))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    );
}

const isRuler = (line: string): boolean => /^\|[ :|-]+\|$/.test(line) && line.includes('---');

/** What stands under a heading, up to the next one of whatever level. */
export function sectionOf(page: string, heading: string): string {
  const sections = readFileSync(page, 'utf8').split(/^(?=#+ )/m);
  const found = sections.find((section) => section.replace(/^#+ /, '').startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`${page} has no heading "${heading}"`);
  return found.slice(found.indexOf('\n') + 1);
}
