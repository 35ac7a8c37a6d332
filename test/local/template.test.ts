import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readStackTemplate, type StackTemplate } from '../../local/template.ts';

const TEMPLATE = {
  Resources: {
    Events: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    DeadLetters: { Type: 'AWS::SQS::Queue' },
  },
};
const ASSETS = {
  files: {
    abc: { source: { path: 'asset.abc' }, destinations: { here: { objectKey: 'abc.zip' } } },
    def: {
      source: { path: 'asset.def' },
      destinations: { one: { objectKey: '1.zip' }, two: { objectKey: '2.zip' } },
    },
  },
};

let assembly: string;
let template: StackTemplate;

beforeAll(() => {
  assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
  writeFileSync(join(assembly, 'Stack.template.json'), JSON.stringify(TEMPLATE));
  writeFileSync(join(assembly, 'Stack.assets.json'), JSON.stringify(ASSETS));
  template = readStackTemplate(assembly, 'Stack', 'the-stack');
});

afterAll(() => {
  rmSync(assembly, { recursive: true });
});

describe('a synthesized template', () => {
  test('lists the resources of a type in the order of the template', () => {
    expect(template.ofType('AWS::SQS::Queue')).toEqual([
      { logicalId: 'Events', type: 'AWS::SQS::Queue', properties: { FifoQueue: true } },
      { logicalId: 'DeadLetters', type: 'AWS::SQS::Queue', properties: {} },
    ]);
    expect(template.ofType('AWS::S3::Bucket')).toEqual([]);
  });

  test('keeps the name of the stack', () => {
    expect(template.stackName).toBe('the-stack');
  });

  test.each([
    ['abc.zip', 'asset.abc'],
    ['1.zip', 'asset.def'],
    ['2.zip', 'asset.def'],
  ])('finds the bundle behind asset key %s', (key, folder) => {
    expect(template.assetFolder(key)).toBe(join(assembly, folder));
  });

  test('fails by name on an asset key that the assembly does not have', () => {
    expect(() => template.assetFolder('xyz.zip')).toThrow('no asset with key "xyz.zip"');
  });
});
