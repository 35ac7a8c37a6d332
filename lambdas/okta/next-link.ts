import { LogStreamingError } from '../core/errors.ts';

/** RFC 8288, section 3: `<target>`, then parameters whose values are tokens or quoted strings. */
const TARGET = /[\s,]*<([^>]*)>/y;
const PARAMETER = /\s*;\s*([^\s=;,"<>]*)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*)))?/y;

/**
 * The target of the first link whose relations include `next`, verbatim. Fails with OKTA_PAGE_INVALID when there is
 * none: a polling request always has one, so a missing link is a broken answer and never the end.
 *
 * @param header the value of `Link`; fetch joins several headers with a comma, which targets and quoted strings
 *   may contain as well
 */
export function nextLink(header: string | null): string {
  const found = links(header ?? '');
  const next = found.find((link) => link.relations.includes('next'));
  if (next) return next.target;
  const got = header === null ? 'no Link header' : `${found.length} links of other relations`;
  throw new LogStreamingError(
    'OKTA_PAGE_INVALID',
    `Okta's answer must have a Link header with rel="next"; got ${got}`,
  );
}

interface Link {
  readonly target: string;
  readonly relations: readonly string[];
}

/** The links up to the first thing that is none. */
function links(header: string): Link[] {
  const found: Link[] = [];
  let position = 0;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(header);
    if (match) position = pattern.lastIndex;
    return match;
  };

  for (let target = take(TARGET); target; target = take(TARGET)) {
    let relation: string | undefined;
    for (let parameter = take(PARAMETER); parameter; parameter = take(PARAMETER)) {
      const [, name = '', quoted, token = ''] = parameter;
      // RFC 8288: of several `rel` parameters only the first counts.
      if (name.toLowerCase() === 'rel') relation ??= quoted?.replace(/\\(.)/g, '$1') ?? token;
    }
    found.push({ target: target[1] ?? '', relations: (relation ?? '').toLowerCase().split(/\s+/) });
  }
  return found;
}
