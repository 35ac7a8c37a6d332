/** Okta's own domains: commercial, preview, EMEA, government, military. */
const OKTA_DOMAINS = ['.okta.com', '.oktapreview.com', '.okta-emea.com', '.okta-gov.com', '.okta.mil'];

/**
 * The org's name in `source` of what it sends: its subdomain as Okta's log streaming has it. A custom domain does not
 * tell it, so the whole host name stands in.
 */
export function orgSubdomain(orgUrl: URL): string {
  const domain = OKTA_DOMAINS.find((suffix) => orgUrl.hostname.endsWith(suffix));
  return domain === undefined ? orgUrl.hostname : orgUrl.hostname.slice(0, -domain.length);
}
