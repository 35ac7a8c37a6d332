export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Every option with its last value. */
  readonly options: ReadonlyMap<string, string>;
}

/** Whether an option is followed by a value. */
const OPTIONS: Readonly<Record<string, boolean>> = {
  '--aws-sigv4': true,
  '--config': true,
  '--header': true,
  '--include': false,
  '--json': true,
  '--request': true,
  '--user': true,
};

/** What curl sends for these words; `files` is what it finds behind `@`. Fails for options that are not known here. */
export function curlRequest(words: readonly string[], files: ReadonlyMap<string, string> = new Map()): CurlRequest {
  const [command, ...rest] = words;
  if (command !== 'curl') throw new Error(`this is not curl: ${words.join(' ')}`);
  const { options, headers, urls } = read(rest);
  const [url, ...others] = urls;
  if (url === undefined || others.length > 0) throw new Error(`curl is given one URL; got ${urls.join(' ')}`);

  const json = options.get('--json');
  const isFile = json?.startsWith('@');
  const body = isFile ? files.get(json?.slice(1) ?? '') : json;
  if (isFile && body === undefined) throw new Error(`there is no file ${json}`);
  return {
    method: options.get('--request') ?? (json === undefined ? 'GET' : 'POST'),
    url,
    headers: { ...(json !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    body,
    options,
  };
}

function read(words: readonly string[]) {
  const options = new Map<string, string>();
  const headers: Record<string, string> = {};
  const urls: string[] = [];
  for (let rest = words; rest.length > 0;) {
    const [word = '', value = '', ...others] = rest;
    const hasValue = OPTIONS[word];
    if (!word.startsWith('-')) urls.push(word);
    else if (hasValue === undefined) throw new Error(`curl ${word} is not known here`);
    else options.set(word, value);

    const [name = '', text = ''] = value.split(/: (.*)/s);
    if (word === '--header') headers[name] = text;
    rest = hasValue ? others : rest.slice(1);
  }
  return { options, headers, urls };
}
