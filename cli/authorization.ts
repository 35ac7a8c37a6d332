import { SignatureV4 } from '@smithy/signature-v4';
import type { Clock } from '../lambdas/core/ports.ts';
import { Sha256 } from './sha256.ts';
import type { AwsCredentials } from './world.ts';

export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The headers of a request together with those that say who sends it. */
export type Authorize = (request: OutgoingRequest) => Promise<Readonly<Record<string, string>>>;

/** An API token of the stack, as Okta's own are sent. */
export const tokenAuthorize =
  (token: string): Authorize =>
  ({ headers }) =>
    Promise.resolve({ ...headers, authorization: `SSWS ${token}` });

/** AWS Signature Version 4 with the admin's credentials, for an API Gateway that asks for IAM. */
export function signatureAuthorize(options: {
  readonly credentials: () => Promise<AwsCredentials>;
  readonly region: string;
  readonly now: Clock;
}): Authorize {
  return async ({ method, url, headers, body }) => {
    const { sessionToken, ...keys } = await options.credentials();
    const signer = new SignatureV4({
      service: 'execute-api',
      region: options.region,
      credentials: { ...keys, ...(sessionToken !== undefined && { sessionToken }) },
      sha256: Sha256,
    });
    const signed = await signer.sign(
      {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: queryOf(url),
        headers: { ...headers, host: url.host },
        body,
      },
      { signingDate: options.now() },
    );
    // fetch sets the host itself, to the same value.
    const { host: _host, ...sent } = signed.headers;
    return sent;
  };
}

const queryOf = ({ searchParams }: URL): Record<string, string[]> =>
  Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]));
