type Properties = Readonly<Record<string, unknown>>;

/**
 * Fails by name on a property beyond the known ones: what the embedded run would leave out behaves another way when it
 * is deployed. Known are those it plays and those that change nothing here.
 */
export function refuseUnplayed(where: string, properties: Properties, known: readonly string[]): void {
  const unknown = Object.entries(properties)
    .filter(([name, value]) => !known.includes(name) && value !== undefined && value !== false)
    .map(([name]) => name);
  if (unknown.length > 0) throw new Error(`${where}: the embedded run does not play ${unknown.join(', ')}`);
}

/** Fails by name on a value that is none of those the embedded run plays. */
export function oneOf<T extends string>(where: string, name: string, value: unknown, played: readonly T[]): T {
  const found = played.find((each) => each === value);
  if (found !== undefined) return found;
  throw new Error(`${where}: the embedded run plays ${name} ${played.join(', ')}; got ${JSON.stringify(value)}`);
}
