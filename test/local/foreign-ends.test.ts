import { describe, expect, test } from '@jest/globals';
import { foreignEnds } from '../../local/foreign-ends.ts';

const NOTHING = { adminAuth: 'token', untilDrained: false, json: false } as const;

describe('the ends that are not simulated', () => {
  test('are none without flags, whatever the environment has', () => {
    expect(foreignEnds(NOTHING, { OKTA_API_TOKEN: 'a', SPLUNK_HEC_TOKEN: 'b', AWS_ACCESS_KEY_ID: 'c' })).toEqual({});
  });

  test('take their tokens from the environment', () => {
    const options = { ...NOTHING, oktaOrgUrl: 'https://acme.okta.com', splunkHecUrl: 'https://splunk.example' };

    expect(foreignEnds(options, { OKTA_API_TOKEN: 'a\n', SPLUNK_HEC_TOKEN: 'b' })).toEqual({
      foreignOrg: { url: 'https://acme.okta.com', apiToken: 'a' },
      foreignHec: { url: 'https://splunk.example', token: 'b' },
    });
  });

  test('take the AWS credentials that there are, and no other variable', () => {
    const options = { ...NOTHING, eventBridgeEndpoint: 'https://events.example' };

    expect(foreignEnds(options, { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', HOME: '/home' })).toEqual({
      foreignEventBridge: {
        url: 'https://events.example',
        environment: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' },
      },
    });
  });

  test('name every token that is missing', () => {
    const options = { ...NOTHING, oktaOrgUrl: 'https://acme.okta.com', splunkHecUrl: 'https://splunk.example' };

    expect(() => foreignEnds(options, { SPLUNK_HEC_TOKEN: ' ' })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message:
          '--okta-org-url needs the variable OKTA_API_TOKEN, which is not set. ' +
          '--splunk-hec-url needs the variable SPLUNK_HEC_TOKEN, which is not set',
      }),
    );
  });
});
