import { Refusal } from './refusal.ts';

/** What the Authorization header of a request says that is signed with SigV4. */
export interface AuthorizationHeader {
  readonly accessKeyId: string;
  /** YYYYMMDD of the credential scope. */
  readonly scopeDate: string;
  readonly region: string;
  readonly service: string;
  /** In lower case. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const PARAMETERS = ['Credential', 'Signature', 'SignedHeaders'] as const;

/** Fails with INVALID_SIGNATURE as AWS does, except that nothing of the header is repeated: it may hold a token. */
export function parseAuthorizationHeader(header: string): AuthorizationHeader {
  const [algorithm = '', ...rest] = header.trim().split(/\s+/);
  const pairs = rest
    .join('')
    .split(',')
    .filter((pair) => pair !== '');
  if (pairs.some((pair) => !pair.includes('='))) {
    throw incomplete('Invalid key=value pair (missing equal-sign) in Authorization header.');
  }
  const values = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const missing = PARAMETERS.filter((name) => !values.get(name));
  if (missing.length > 0) {
    throw incomplete(missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' '));
  }
  if (algorithm !== ALGORITHM) throw incomplete(`Unsupported AWS 'algorithm' (only ${ALGORITHM} for now).`);

  const scope = values.get('Credential')?.split('/') ?? [];
  const [accessKeyId = '', scopeDate = '', region = '', service = '', terminator = ''] = scope;
  if (scope.length !== 5) {
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term; got ${scope.length}`,
    );
  }
  if (terminator !== 'aws4_request') {
    throw incomplete("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  const signedHeaders = values.get('SignedHeaders')?.toLowerCase().split(';') ?? [];
  return { accessKeyId, scopeDate, region, service, signedHeaders, signature: values.get('Signature') ?? '' };
}

const incomplete = (reason: string): Refusal =>
  new Refusal('INVALID_SIGNATURE', { reason, errorType: 'IncompleteSignatureException' });
