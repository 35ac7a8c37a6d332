import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogStreamingError } from '../lambdas/core/errors.ts';
import { type OktaOrg, type OktaOrgOptions, startOktaOrg } from './emulators/okta-org.ts';

/** The org that the embedded run reads: simulated here, or a foreign one of which only the address is known. */
export interface Org {
  readonly url: URL;
  readonly apiToken: string;
  /** Undefined when the org is foreign. */
  readonly simulated: OktaOrg | undefined;
  /** Place of an event in persistence order; undefined when it is not known. */
  readonly orderOf: (id: string) => number | undefined;
  stop(): Promise<void>;
}

export async function openOrg(options: {
  readonly foreignOrg?: { readonly url: string } | undefined;
  readonly apiToken: string;
  readonly stateDir?: string | undefined;
  readonly requestsPerMinute?: number | undefined;
}): Promise<Org> {
  const { foreignOrg, apiToken, stateDir, requestsPerMinute } = options;
  if (foreignOrg) {
    return {
      url: new URL(foreignOrg.url),
      apiToken,
      simulated: undefined,
      orderOf: () => undefined,
      stop: async () => undefined,
    };
  }

  const orgOptions = { apiToken, ...(requestsPerMinute !== undefined && { requestsPerMinute }) };
  const org = await (stateDir === undefined ? startOktaOrg(orgOptions) : startKeptOrg(stateDir, orgOptions));
  return { url: new URL(org.url), apiToken, simulated: org, orderOf: org.orderOf, stop: () => org.stop() };
}

const PORT_FILE = 'org-port';

/** Cursors are links to the org's address, so an org whose cursors were kept must come back there. */
async function startKeptOrg(stateDir: string, options: OktaOrgOptions): Promise<OktaOrg> {
  const portFile = join(stateDir, PORT_FILE);
  const port = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
  try {
    const org = await startOktaOrg({ ...options, port, file: join(stateDir, 'org.ndjson') });
    if (port === 0) writeFileSync(portFile, new URL(org.url).port);
    return org;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new LogStreamingError(
      'CONFIG_INVALID',
      `the org kept in ${stateDir} must come back at port ${port}, which is taken: is another run using the folder?`,
    );
  }
}
