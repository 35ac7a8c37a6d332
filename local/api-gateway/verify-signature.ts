import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type AuthorizationHeader, parseAuthorizationHeader } from './authorization-header.ts';
import { headerOf, type ReceivedRequest } from './received-request.ts';
import { Refusal } from './refusal.ts';
import { Sha256 } from '../../cli/sha256.ts';

/** Who may sign. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const SERVICE = 'execute-api';
/** API Gateway takes a signature that is so much older or younger than its own clock. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * The key that the request is signed with, as AWS checks it: the request is signed once more with the secret that
 * belongs to the key, and both signatures must be equal. A signature in the query string is not looked at.
 */
export async function verifySignature<Key extends AccessKey>(
  request: ReceivedRequest,
  { keys, region }: { readonly keys: readonly Key[]; readonly region: string },
): Promise<Key> {
  const header = headerOf(request, 'authorization');
  if (header === undefined) {
    throw new Refusal('MISSING_AUTHENTICATION_TOKEN', {
      reason: 'Missing Authentication Token',
      errorType: 'MissingAuthenticationTokenException',
    });
  }
  const authorization = parseAuthorizationHeader(header);
  const signedAt = checkDate(request, authorization);
  checkScope(authorization, region);

  const key = keys.find(({ accessKeyId }) => accessKeyId === authorization.accessKeyId);
  // The known keys are those of users, who have no session.
  if (!key || headerOf(request, 'x-amz-security-token') !== undefined) {
    throw invalidSignature('The security token included in the request is invalid.', 'UnrecognizedClientException');
  }
  const expected = await signatureBy(key, { request, authorization, signedAt, region });
  if (!isEqual(expected, authorization.signature) || !isBodyHash(request)) {
    throw invalidSignature(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  return key;
}

/**
 * AWS does not say which gateway response words an incomplete signature or an unknown key; here it is the one of every
 * signature that is no good.
 */
function invalidSignature(reason: string, errorType = 'InvalidSignatureException'): Refusal {
  return new Refusal('INVALID_SIGNATURE', { reason, errorType });
}

function checkDate(request: ReceivedRequest, { scopeDate }: AuthorizationHeader): Date {
  const text = headerOf(request, 'x-amz-date') ?? '';
  const signedAt = parseBasicDate(text);
  if (!signedAt) {
    throw invalidSignature(
      text === ''
        ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        : `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      'IncompleteSignatureException',
    );
  }
  const now = request.at.getTime();
  const [earliest, latest] = [new Date(now - TOLERANCE_MS), new Date(now + TOLERANCE_MS)];
  if (signedAt < earliest) {
    const limit = `${basicDate(earliest)} (${basicDate(request.at)} - 5 min.)`;
    throw invalidSignature(`Signature expired: ${text} is now earlier than ${limit}`);
  }
  if (signedAt > latest) {
    const limit = `${basicDate(latest)} (${basicDate(request.at)} + 5 min.)`;
    throw invalidSignature(`Signature not yet current: ${text} is still later than ${limit}`);
  }
  if (!text.startsWith(scopeDate)) {
    throw invalidSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${text.slice(0, 8)}', from '${text}'.`,
    );
  }
  return signedAt;
}

function checkScope({ region, service, signedHeaders }: AuthorizationHeader, expectedRegion: string): void {
  if (!signedHeaders.includes('host')) {
    throw invalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (region !== expectedRegion) {
    throw invalidSignature(
      `Credential should be scoped to a valid region. The embedded run is in '${expectedRegion}'.`,
    );
  }
  if (service !== SERVICE) throw invalidSignature(`Credential should be scoped to correct service: '${SERVICE}'.`);
}

async function signatureBy(
  key: AccessKey,
  signing: {
    readonly request: ReceivedRequest;
    readonly authorization: AuthorizationHeader;
    readonly signedAt: Date;
    readonly region: string;
  },
): Promise<string> {
  const { request, authorization, signedAt, region } = signing;
  const { signedHeaders } = authorization;
  // No checksum: the header with the body's hash is part of the signature only if the client has made it so.
  const signer = new SignatureV4({
    credentials: key,
    region,
    service: SERVICE,
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '',
      path: request.path,
      query: Object.fromEntries([...new Set(request.query.keys())].map((name) => [name, request.query.getAll(name)])),
      headers: Object.fromEntries(signedHeaders.map((name) => [name, headerOf(request, name) ?? ''])),
      body: request.body,
    },
    { signingDate: signedAt, signableHeaders: new Set(signedHeaders) },
  );
  return parseAuthorizationHeader(String(signed.headers['authorization'])).signature;
}

/** A client may send the hash of the body, which is then what it signs. */
function isBodyHash(request: ReceivedRequest): boolean {
  const sent = headerOf(request, 'x-amz-content-sha256');
  const hash = createHash('sha256')
    .update(request.body ?? '')
    .digest('hex');
  return sent === undefined || isEqual(hash, sent);
}

function isEqual(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function parseBasicDate(text: string): Date | undefined {
  const iso = /^\d{8}T\d{6}Z$/.test(text)
    ? text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')
    : undefined;
  const date = new Date(iso ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const basicDate = (date: Date): string => `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
