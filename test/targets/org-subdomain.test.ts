import { expect, test } from '@jest/globals';
import { orgSubdomain } from '../../lambdas/targets/org-subdomain.ts';

test.each([
  ['https://acme.okta.com', 'acme'],
  ['https://acme.oktapreview.com', 'acme'],
  ['https://acme.okta-emea.com', 'acme'],
  ['https://acme.okta-gov.com', 'acme'],
  ['https://acme.okta.mil', 'acme'],
  ['https://id.acme.com', 'id.acme.com'],
  ['https://acme-okta.com', 'acme-okta.com'],
  ['http://127.0.0.1:8080', '127.0.0.1'],
])('names the org at %s "%s"', (url, name) => {
  expect(orgSubdomain(new URL(url))).toBe(name);
});
