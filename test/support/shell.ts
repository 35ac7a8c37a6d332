/** A command as a shell understands it. */
export interface Command {
  readonly words: readonly string[];
  /** The file behind `<`. */
  readonly input?: string;
}

const TOKEN = /\s+|#[^\n]*|\\\n|<|((?:"[^"]*"|'[^']*'|\\.|[^\s"'\\<#])(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\<])*)/gy;

/**
 * The commands of a block, one a line: words, quotes, variables, continued lines and `<`. Anything else is not
 * understood.
 */
export function commandsIn(text: string, variables: Readonly<Record<string, string>> = {}): readonly Command[] {
  const lines: string[][] = [[]];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`not understood: ${text.slice(at, at + 40)}`);
    const [token, word] = match;
    if (word !== undefined) lines.at(-1)?.push(wordOf(word, variables));
    else if (token === '<') lines.at(-1)?.push(REDIRECT);
    else if (token.includes('\n') && token !== '\\\n') lines.push([]);
  }
  return lines.filter((words) => words.length > 0).map(commandOf);
}

/** No word of a command line has this in it. */
const REDIRECT = '\0<';

function commandOf(line: readonly string[]): Command {
  const [words, [input, ...more]] = [beforeRedirect(line), line.slice(beforeRedirect(line).length + 1)];
  if (more.length > 0) throw new Error(`not understood: what follows < ${input}`);
  return { words, ...(input !== undefined && { input }) };
}

const beforeRedirect = (line: readonly string[]): readonly string[] =>
  line.includes(REDIRECT) ? line.slice(0, line.indexOf(REDIRECT)) : line;

const PART = /"([^"]*)"|'([^']*)'|\\(.)|([^"'\\]+)/g;

const wordOf = (word: string, variables: Readonly<Record<string, string>>): string =>
  word.replace(PART, (_part, double?: string, single?: string, escaped?: string, bare?: string) => {
    if (single !== undefined || escaped !== undefined) return single ?? escaped ?? '';
    return (double ?? bare ?? '').replace(/\$(\w+)/g, (_name, name: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`$${name} has no value`);
      return value;
    });
  });
