/** Lines as they come, for tests that wait for one. */
export interface Log {
  readonly all: readonly string[];
  add(line: string): void;
  /** Resolves with the first line, past or future, that contains the text. */
  have(text: string): Promise<string>;
}

export function log(): Log {
  const all: string[] = [];
  const awaited = new Set<{ readonly text: string; readonly found: (line: string) => void }>();

  return {
    all,
    add(line) {
      all.push(line);
      for (const each of awaited) {
        if (!line.includes(each.text)) continue;
        awaited.delete(each);
        each.found(line);
      }
    },
    have(text) {
      const known = all.find((line) => line.includes(text));
      return known === undefined ? new Promise((found) => awaited.add({ text, found })) : Promise.resolve(known);
    },
  };
}
