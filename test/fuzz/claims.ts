/** A property that does not hold of an input. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export function claim(isTrue: boolean, otherwise: string | (() => string)): asserts isTrue {
  if (!isTrue) throw new Violation(typeof otherwise === 'string' ? otherwise : otherwise());
}

/** Two values are the same, member by member and byte by byte. */
export function claimSame(got: unknown, wanted: unknown, what: string): void {
  claim(isSame(got, wanted), () => `${what} must be ${shown(wanted)}; got ${shown(got)}`);
}

export type Attempted<T> = { readonly taken: T } | { readonly refused: Refusal };

export interface Refusal {
  readonly code: string;
  /** All that a caller may read of it. */
  readonly text: string;
}

interface Allowed {
  readonly codes: readonly string[];
  /** Of the input: no refusal may repeat them. */
  readonly secrets?: readonly string[];
}

/** Calls a parser. Throws on when it fails with anything but the codes allowed, or tells a secret. */
export function attempt<T>(run: () => T, allowed: Allowed): Attempted<T> {
  try {
    return { taken: run() };
  } catch (error) {
    return { refused: refusalOf(error, allowed) };
  }
}

export async function attemptAsync<T>(run: () => Promise<T>, allowed: Allowed): Promise<Attempted<T>> {
  try {
    return { taken: await run() };
  } catch (error) {
    return { refused: refusalOf(error, allowed) };
  }
}

/** No secret of some length is in a text, in whatever case. */
export function claimSilent(text: string, secrets: readonly string[]): void {
  const lower = text.toLowerCase();
  const told = secrets.find((secret) => secret.length >= 6 && lower.includes(secret.toLowerCase()));
  claim(told === undefined, () => `${shown(text)} tells the secret ${shown(told)}`);
}

function refusalOf(error: unknown, { codes, secrets = [] }: Allowed): Refusal {
  const code = memberOf(error, 'code') ?? memberOf(error, 'errorCode');
  if (typeof code !== 'string' || !codes.includes(code)) {
    throw new Violation(`only ${codes.join(', ')} may be thrown; got ${String(code)}: ${describe(error)}`, {
      cause: error,
    });
  }
  const text = [
    memberOf(error, 'message'),
    memberOf(error, 'errorSummary'),
    memberOf(error, 'errorCauses'),
    memberOf(error, 'problems'),
  ]
    .flat()
    .filter((part) => typeof part === 'string')
    .join('\n');
  claimSilent(text, secrets);
  return { code, text };
}

const describe = (error: unknown): string => String(memberOf(error, 'stack') ?? error);

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(Reflect.get(a, key), Reflect.get(b, key)))
  );
}

const MAX_SHOWN = 600;
const shown = (value: unknown): string => {
  const text =
    value instanceof Uint8Array
      ? `bytes ${JSON.stringify(Buffer.from(value).toString('latin1'))}`
      : (JSON.stringify(value) ?? String(value));
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
};
