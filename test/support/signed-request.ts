import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../cli/sha256.ts';

export interface Signing {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly at: Date;
  readonly region?: string;
  readonly service?: string;
}

/** Headers that make a request to the URL one that is signed as the AWS SDKs sign. */
export async function signedHeaders(
  url: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: string; headers?: Record<string, string> },
  {
    accessKeyId = 'local',
    secretAccessKey = 'local',
    sessionToken,
    at,
    region = 'us-east-1',
    service = 'execute-api',
  }: Signing,
): Promise<Record<string, string>> {
  const { host, hostname, pathname, searchParams } = new URL(url);
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const query = [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]);
  const signed = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname,
      path: pathname,
      query: Object.fromEntries(query) as Record<string, string[]>,
      headers: { ...headers, host },
      ...(body !== undefined && { body }),
    },
    { signingDate: at },
  );
  const { host: _host, ...sent } = signed.headers;
  return sent;
}
