import { LogStreamingError } from '../core/errors.ts';

/** Okta's own names; `manage` includes `read`. */
export const SCOPES = ['okta.logStreams.read', 'okta.logStreams.manage'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * What is kept of an API token of the admin API. The token itself is shown once, when it is minted, and kept nowhere.
 */
export interface TokenRecord {
  /** `00T` and 17 letters or digits, as Okta's API tokens have. */
  readonly id: string;
  readonly name: string;
  /** Base64url of the SHA-256 of the token's text: 240 random bits need no slower hash. */
  readonly sha256: string;
  readonly scopes: readonly Scope[];
  readonly created: string;
}

const ID = /^00T[0-9A-Za-z]{17}$/;
const SHA256 = /^[\w-]{43}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
/** Names are shown in terminals and handed on in headers. */
const NAME = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,100}$/u;

const RULES = {
  id: (value) => typeof value === 'string' && ID.test(value),
  name: (value) => isTokenName(value),
  sha256: (value) => typeof value === 'string' && SHA256.test(value),
  scopes: (value) => Array.isArray(value) && value.length > 0 && value.every(isScope),
  created: (value) => typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)),
} as const satisfies Record<keyof TokenRecord, (value: unknown) => boolean>;

const ALLOWED = 'allowed is {"tokens": [{"id", "name", "sha256", "scopes", "created"} …]} as "token mint" writes it';

export const isTokenName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);

/** The text of the secret that holds the tokens. */
export const tokensText = (records: readonly TokenRecord[]): string => JSON.stringify({ tokens: records });

/**
 * The secret's text as records. Fails with SECRET_INVALID, which says where the fault is and nothing of the content.
 * A member it does not know is a fault too: it may say that the token must not be used.
 */
export function parseTokens(text: string): readonly TokenRecord[] {
  const secret = parseJson(text);
  if (!isObject(secret) || !Array.isArray(secret['tokens'])) throw invalid('it is no JSON object with "tokens"');
  const records = secret['tokens'].map((value: unknown, index) => recordAt(index, value));
  if (new Set(records.map(({ id }) => id)).size < records.length) throw invalid('two tokens have the same id');
  if (new Set(records.map(({ sha256 }) => sha256)).size < records.length) throw invalid('two tokens are the same');
  return records;
}

function recordAt(index: number, value: unknown): TokenRecord {
  if (!isObject(value)) throw invalid(`tokens[${index}] is no object`);
  for (const [member, isAllowed] of Object.entries(RULES)) {
    if (!isAllowed(value[member])) throw invalid(`${member} of tokens[${index}] is missing or malformed`);
  }
  if (Object.keys(value).some((member) => !Object.hasOwn(RULES, member))) {
    throw invalid(`tokens[${index}] has a member that is not known`);
  }
  const { id, name, sha256, scopes, created } = value as unknown as TokenRecord;
  return { id, name, sha256, scopes, created };
}

/** JSON.parse's own error would quote the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isScope = (value: unknown): value is Scope => (SCOPES as readonly unknown[]).includes(value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (problem: string) =>
  new LogStreamingError('SECRET_INVALID', `the secret with the API tokens is invalid: ${problem}; ${ALLOWED}`);
