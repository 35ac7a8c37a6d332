import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { VERSION } from '../../lambdas/okta/user-agent.ts';

test('the user agent has the version of package.json', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };

  expect(VERSION).toBe(version);
});
