type Values = Readonly<Record<string, unknown>>;

/** Reads the members of a JSON object and collects what is wrong with them; a secret's value is never repeated. */
export interface Members {
  text(name: string, isAllowed: (value: string) => boolean, allowed: string): string;
  secret(name: string, isAllowed: (value: string) => boolean, allowed: string): string;
  has(name: string): boolean;
  /** Notes every member with another name: a misspelt one would be ignored without a word. */
  refuseOthers(known: readonly string[]): void;
}

const MAX_SHOWN_LENGTH = 100;

/** Of the form of a HEC token: one that got into the wrong member is still a secret. */
const SECRET_LIKE = /[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/i;

/** Nothing more is said of a value that is no object. */
export function membersOf(value: unknown, prefix: string, problems: string[]): Members {
  const isGiven = isObject(value);
  const members: Values = isGiven ? value : {};
  if (!isGiven) problems.push(`${prefix === '' ? 'the log stream' : prefix.slice(0, -1)} must be a JSON object`);

  const read = (
    name: string,
    isAllowed: (text: string) => boolean,
    allowed: string,
    got: (text: unknown) => string,
  ): string => {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (typeof member === 'string' && isAllowed(member)) return member;
    if (isGiven)
      problems.push(`${prefix}${name} must be ${allowed}; ${member === undefined ? 'it is missing' : got(member)}`);
    return '';
  };
  return {
    text: (name, isAllowed, allowed) => read(name, isAllowed, allowed, (member) => `got ${shown(member)}`),
    secret: (name, isAllowed, allowed) => read(name, isAllowed, allowed, () => 'what was given is not one'),
    has: (name) => Object.hasOwn(members, name),
    refuseOthers(known) {
      for (const name of Object.keys(members).filter((member) => !known.includes(member))) {
        problems.push(
          `${prefix}${shown(name).slice(1, -1)} is not a member that can be set; there are ${known.join(', ')}`,
        );
      }
    },
  };
}

/** An empty text when it is none of them, and the problem is noted. */
export const oneOf = <T extends string>(from: Members, name: string, allowed: readonly T[]): T =>
  from.text(name, (value) => (allowed as readonly string[]).includes(value), `one of ${allowed.join(', ')}`) as T;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = JSON.stringify(value);
  if (SECRET_LIKE.test(text)) return '"[not shown]"';
  return text.length <= MAX_SHOWN_LENGTH ? text : `${text.slice(0, MAX_SHOWN_LENGTH - 2).toWellFormed()}…"`;
}
