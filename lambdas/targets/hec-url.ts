import type { SplunkEdition } from '../core/log-stream.ts';

/**
 * Splunk: "Send data to HTTP Event Collector on Splunk Cloud Platform". Stacks on AWS join with a hyphen, the others
 * with a dot.
 */
const HOST_PREFIXES = {
  aws: 'http-inputs-',
  aws_govcloud: 'http-inputs.',
  gcp: 'http-inputs.',
} as const satisfies Record<SplunkEdition, string>;

/** Where a stack takes events; `host` is the stack's own, such as `acme.splunkcloud.com`. */
export const hecUrl = (edition: SplunkEdition, host: string): URL =>
  new URL(`https://${HOST_PREFIXES[edition]}${host}/services/collector/event`);
