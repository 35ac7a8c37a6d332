import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { synthesize } from '../../local/synthesize.ts';

let temporary: string;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'synthesize-'));
});

afterEach(() => {
  rmSync(temporary, { recursive: true });
});

describe('the synthesis of a run', () => {
  test('leaves the bundle of each function, apart from any other run, until it is removed', () => {
    const stack = synthesize({ orgUrl: 'https://acme.okta.com' }, temporary);
    const folders = stack
      .ofType('AWS::Lambda::Function')
      .map(({ properties }) => stack.assetFolder((properties['Code'] as { S3Key: string }).S3Key));

    expect(stack.stackName).toBe('okta-log-streaming');
    expect(folders.filter((folder) => existsSync(join(folder, 'index.mjs')))).toHaveLength(5);
    expect(folders.filter((folder) => !folder.startsWith(temporary))).toEqual([]);

    stack.remove();
    expect(readdirSync(temporary)).toEqual([]);
  }, 60_000);

  test('fails with what the stack says of its settings, and leaves nothing', () => {
    expect(() => synthesize({ orgUrl: 'https://acme.okta.com', pollInterval: 7, colour: 'red' }, temporary)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(/^pollInterval must be .*; got 7\. "colour" is not a setting/),
      }),
    );
    expect(readdirSync(temporary)).toEqual([]);
  }, 60_000);
});
