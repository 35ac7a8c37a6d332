/** Values of query parameters; one that is undefined is left out. */
export type Query = Readonly<Record<string, string | undefined>>;

export function apiUrl(origin: string, path: string, query: Query = {}): URL {
  const url = new URL(path, origin);
  url.search = queryText(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return url;
}

/** RFC 8288, of a `Link` header as fetch joins it: those of the API are absolute, with one relation each. */
const NEXT = /<([^<>]*)>\s*;[^,<>]*\brel=(?:"next"|next(?![^\s;,]))/i;

/**
 * The next page, at the origin we talk to: whatever host a link names, no credentials are sent to another than the one
 * the admin chose.
 */
export function nextPage(link: string | null, origin: string): URL | undefined {
  const found = NEXT.exec(link ?? '')?.[1];
  const target = found === undefined ? null : URL.parse(found, origin);
  return target ? atOrigin(target, origin) : undefined;
}

/** The same path and query, written as they are signed, wherever the target was. */
export function atOrigin({ pathname, searchParams }: URL, origin: string): URL {
  const url = new URL(origin);
  // Set, not resolved: a path that begins with two slashes would be another host.
  url.pathname = pathname;
  url.search = queryText([...searchParams]);
  return url;
}

/** A space as %20: a plus sign would be one thing for the signature and another for the API. */
const queryText = (parameters: readonly (readonly [string, string] | readonly string[])[]): string =>
  parameters.map((parameter) => parameter.map(encoded).join('=')).join('&');

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
