import { type Authorize, signatureAuthorize, tokenAuthorize } from './authorization.ts';
import { wrongConfig } from './failure.ts';
import { readStackOutputs } from './stack-outputs.ts';
import type { World } from './world.ts';

/** Where the admin API is and how an admin shows who they are. */
export interface Connection {
  readonly origin: string;
  readonly authorize: Authorize;
}

export interface ConnectionOptions {
  readonly endpoint?: string | undefined;
  readonly outputs: string;
}

export const TOKEN_VARIABLE = 'OKTA_LOG_STREAMING_TOKEN';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** The stage is named `api`, so Okta's paths begin at the origin. */
const PATHS = new Set(['/', '/api', '/api/']);
const EXECUTE_API_HOST = /\.execute-api\.([a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/;
const LOOPBACK_REGION = 'us-east-1';
/** RFC 9110, token68. An error about a character that does not fit a header would quote the whole header. */
const TOKEN = /^[\w.~+/-]+=*$/;

/** Fails with CONFIG_INVALID. A token in the environment wins over what the stack's outputs say. */
export function connect(
  options: ConnectionOptions,
  world: Pick<World, 'env' | 'credentials' | 'now' | 'readFile'>,
): Connection {
  const outputs = options.endpoint === undefined ? readStackOutputs(options.outputs, world.readFile) : undefined;
  const url = parseEndpoint(options.endpoint ?? outputs?.adminApiUrl ?? '');
  const token = world.env[TOKEN_VARIABLE]?.trim() ?? '';
  if (token !== '') {
    if (!TOKEN.test(token)) throw wrongConfig(`${TOKEN_VARIABLE} must be an API token; what it holds is none`);
    return { origin: url.origin, authorize: tokenAuthorize(token) };
  }
  if (outputs?.adminAuth === 'token') {
    throw wrongConfig(`the stack takes API tokens only: put one into ${TOKEN_VARIABLE} ("token mint" makes one)`);
  }
  const { credentials, now } = world;
  return {
    origin: url.origin,
    authorize: signatureAuthorize({ credentials, now, region: signingRegion(url, world.env) }),
  };
}

function parseEndpoint(text: string): URL {
  const url = URL.parse(text);
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw wrongConfig('the endpoint must be a URL such as https://abc123.execute-api.eu-west-1.amazonaws.com/api');
  }
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    throw wrongConfig(`the endpoint must be https, or it is on this machine; got "${url.origin}"`);
  }
  if (!PATHS.has(url.pathname)) {
    throw wrongConfig(`the endpoint has no path but /api; got "${url.pathname}"`);
  }
  return url;
}

/** API Gateway's own host names say their region, whatever the admin's other work is in. */
export const regionOfHost = ({ hostname }: URL): string | undefined => EXECUTE_API_HOST.exec(hostname)?.[1];

function signingRegion(url: URL, env: World['env']): string {
  // An empty variable is none.
  const configured = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
  const region = regionOfHost(url) ?? (configured || (LOOPBACK.has(url.hostname) ? LOOPBACK_REGION : undefined));
  if (region === undefined) throw wrongConfig(`the region of ${url.host} is not known: set AWS_REGION`);
  return region;
}
