import { tokenHash } from './token-hash.ts';
import type { Scope, TokenRecord } from './token-record.ts';

const LETTERS_AND_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const URL_SAFE = `${LETTERS_AND_DIGITS}-_`;
const TOKEN_CHARACTERS = 40;
const ID_CHARACTERS = 17;

export interface MintedToken {
  /** Shown once: only `record` is kept. */
  readonly token: string;
  readonly record: TokenRecord;
}

/** A new API token in the form of Okta's own: `00` and 40 characters, each of six random bits. */
export function mintToken({
  name,
  scopes,
  now,
  random,
}: {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly now: Date;
  /** So many random bytes. */
  readonly random: (count: number) => Uint8Array;
}): MintedToken {
  const token = `00${characters(URL_SAFE, random(TOKEN_CHARACTERS), TOKEN_CHARACTERS)}`;
  const id = `00T${characters(LETTERS_AND_DIGITS, random(ID_CHARACTERS), ID_CHARACTERS)}`;
  return { token, record: { id, name, sha256: tokenHash(token), scopes, created: now.toISOString() } };
}

/** The 64 characters of a token are equally likely; an id is no secret. */
function characters(alphabet: string, random: Uint8Array, count: number): string {
  if (random.length !== count) throw new RangeError(`${count} random bytes are needed; got ${random.length}`);
  return Array.from(random, (byte) => alphabet[byte % alphabet.length]).join('');
}
