import { describe, expect, test } from '@jest/globals';
import { type EventHookEnv, parseEventHookConfig } from '../../lambdas/runtime/config.ts';

const env: EventHookEnv = {
  OKTA_ORG_URL: 'https://acme.okta.com',
  STREAM_TABLE: 'streams',
  EVENT_HOOK_URL: 'https://hooks.acme.example/okta',
  EVENT_HOOK_SECRET_ID: 'okta-log-streaming/event-hook',
};

describe('the configuration of the event hook', () => {
  test('is read from its variables', () => {
    expect(parseEventHookConfig(env)).toEqual({
      orgUrl: new URL('https://acme.okta.com'),
      streamTable: 'streams',
      url: new URL('https://hooks.acme.example/okta'),
      secretId: 'okta-log-streaming/event-hook',
    });
  });

  test.each(Object.keys(env))('is refused without %s', (name) => {
    expect(() => parseEventHookConfig({ ...env, [name]: undefined })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(`${name} must`) }),
    );
  });

  test('is refused without a word of the URL, which may be what the hook knows its callers by', () => {
    const parse = () => parseEventHookConfig({ ...env, EVENT_HOOK_URL: 'htps://hooks.acme.example/a-secret' });

    expect(parse).toThrow('EVENT_HOOK_URL must be an http(s) URL; got something else, not shown here');
  });
});
