/** Lines as they come, for tests that wait for one. */
export interface Log {
  readonly all: readonly string[];
  add(line: string): void;
  /** Resolves with the first line, past or future, that contains the text. */
  have(text: string): Promise<string>;
  /** Resolves with the next line to come that matches. */
  next(matches: (line: string) => boolean): Promise<string>;
}

export function log(): Log {
  const all: string[] = [];
  const awaited = new Set<{ readonly matches: (line: string) => boolean; readonly found: (line: string) => void }>();
  const next = (matches: (line: string) => boolean) =>
    new Promise<string>((found) => void awaited.add({ matches, found }));

  return {
    all,
    next,
    add(line) {
      all.push(line);
      for (const each of awaited) {
        if (!each.matches(line)) continue;
        awaited.delete(each);
        each.found(line);
      }
    },
    have(text) {
      const known = all.find((line) => line.includes(text));
      return known === undefined ? next((line) => line.includes(text)) : Promise.resolve(known);
    },
  };
}
