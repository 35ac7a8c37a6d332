/** Fails unless the two are the same. */
export function expectSame(found: unknown, wanted: unknown): void {
  const [shown, expected] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (shown !== expected) throw new Error(`got ${shown}, wanted ${expected}`);
}

export function expectNone(found: readonly unknown[]): void {
  if (found.length > 0) throw new Error(`there are ${found.length}:\n${found.map(String).join('\n')}`);
}

export function expectThat(isSo: boolean, message: string): asserts isSo {
  if (!isSo) throw new Error(message);
}
