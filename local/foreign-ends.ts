import { LogStreamingError } from '../lambdas/core/errors.ts';
import type { EmbeddedRunOptions } from './embedded-run.ts';
import type { RunOptions } from './options.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type ForeignEnds = Pick<EmbeddedRunOptions, 'foreignOrg' | 'foreignHec' | 'foreignEventBridge'>;

/**
 * The ends that are not simulated, with the secrets that they want. Names every missing variable and fails with
 * CONFIG_INVALID.
 */
export function foreignEnds(options: RunOptions, env: Env): ForeignEnds {
  const { oktaOrgUrl, splunkHecUrl, eventBridgeEndpoint } = options;
  const problems: string[] = [];
  const required = (name: string, flag: string): string => {
    const value = env[name]?.trim() ?? '';
    if (value === '') problems.push(`${flag} needs the variable ${name}, which is not set`);
    return value;
  };

  const ends: ForeignEnds = {
    ...(oktaOrgUrl !== undefined && {
      foreignOrg: { url: oktaOrgUrl, apiToken: required('OKTA_API_TOKEN', '--okta-org-url') },
    }),
    ...(splunkHecUrl !== undefined && {
      foreignHec: { url: splunkHecUrl, token: required('SPLUNK_HEC_TOKEN', '--splunk-hec-url') },
    }),
    ...(eventBridgeEndpoint !== undefined && {
      foreignEventBridge: { url: eventBridgeEndpoint, environment: awsCredentials(env) },
    }),
  };
  if (problems.length > 0) throw new LogStreamingError('CONFIG_INVALID', problems.join('. '));
  return ends;
}

/** An endpoint that checks signatures needs the caller's own credentials; an emulator takes any. */
const awsCredentials = (env: Env): Record<string, string> =>
  Object.fromEntries(
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
