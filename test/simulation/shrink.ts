/**
 * The fewest items, as far as they can be found by leaving some out, with which it still fails: first halves, then
 * smaller parts, then one by one, until none can go. `fails` must hold for all of them.
 */
export async function shrink<T>(
  items: readonly T[],
  fails: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  for (let part = Math.ceil(kept.length / 2); part >= 1;) {
    const smaller = await withoutSomePart(kept, part, fails);
    if (smaller) kept = smaller;
    else if (part === 1) break;
    else part = Math.ceil(part / 2);
    part = Math.min(part, Math.max(1, kept.length));
  }
  return kept;
}

async function withoutSomePart<T>(
  items: readonly T[],
  part: number,
  fails: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | undefined> {
  for (let from = 0; from < items.length; from += part) {
    const rest = [...items.slice(0, from), ...items.slice(from + part)];
    if (await fails(rest)) return rest;
  }
  return undefined;
}
