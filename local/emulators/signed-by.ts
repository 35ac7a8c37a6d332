import { AwsFault } from './aws-fault.ts';

/** What the Authorization header of a request to an emulator says of who signed it. */
export interface SignedBy {
  readonly accessKeyId: string;
  readonly region: string;
}

/** AWS: "Credential=<key id>/<date>/<region>/<service>/aws4_request"; undefined in a header that is no such thing. */
export function signedBy(authorization: string): SignedBy | undefined {
  const scope = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([a-z0-9-]+)\/[a-z0-9-]+\/aws4_request,/.exec(
    authorization,
  );
  const [, accessKeyId, region] = scope ?? [];
  return accessKeyId === undefined || region === undefined ? undefined : { accessKeyId, region };
}

/** Fails as the services of AWS's JSON protocols do on a request that is not signed. */
export function requireSigned(authorization: string | undefined): SignedBy {
  if (authorization === undefined) {
    throw new AwsFault('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const signed = signedBy(authorization);
  if (signed) return signed;
  throw new AwsFault('IncompleteSignatureException', 'Authorization header has no SigV4 credential scope', 403);
}
