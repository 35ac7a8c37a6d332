import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OktaOrg, startOktaOrg } from './emulators/okta-org.ts';

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

  const org = await startOktaOrg({
    apiToken,
    port: stateDir === undefined ? 0 : keptPort(stateDir),
    ...(stateDir !== undefined && { file: join(stateDir, 'org.ndjson') }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
  });
  const url = new URL(org.url);
  if (stateDir !== undefined) writeFileSync(join(stateDir, PORT_FILE), url.port);
  return { url, apiToken, simulated: org, orderOf: org.orderOf, stop: () => org.stop() };
}

/** Cursors are links to the org's address, so an org whose cursors were kept must come back there. */
const PORT_FILE = 'org-port';

function keptPort(stateDir: string): number {
  const file = join(stateDir, PORT_FILE);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}
