import { describe, expect, test } from '@jest/globals';
import { billOfMaterials } from '../../local/bill-of-materials.ts';
import type { LockedPackage } from '../../local/lockfile.ts';
import { START } from '../support/manual-clock.ts';

const locked = (version: string, more: LockedPackage = {}): LockedPackage => ({
  version,
  integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}`,
  license: 'MIT',
  ...more,
});

const LOCKFILE = {
  packages: {
    '': { name: 'app', version: '1.0.0', dependencies: { a: '1.0.0', '@scope/b': '2.0.0' } },
    'node_modules/a': locked('1.0.0', { dependencies: { c: '^1.0.0' } }),
    'node_modules/a/node_modules/c': locked('1.5.0'),
    'node_modules/@scope/b': locked('2.0.0', { dependencies: { c: '^2.0.0', left: '1.0.0' } }),
    'node_modules/c': locked('2.0.0'),
    'node_modules/left': locked('1.0.0'),
    'node_modules/tool': locked('1.0.0', { dev: true }),
  },
};

const billOf = (...files: string[]) => billOfMaterials([{ name: 'poll', files }], LOCKFILE, START);

describe('a bill of materials', () => {
  test('tells a package that is there twice by where it is', () => {
    const { components, dependencies } = billOf(
      '../../lambdas/poll.handler.ts',
      '../../node_modules/a/index.js',
      '../../node_modules/a/node_modules/c/lib/c.js',
      '../../node_modules/@scope/b/b.js',
      '../../node_modules/c/c.js',
    );

    expect(components.map(({ purl }) => purl)).toEqual([
      'pkg:npm/%40scope/b@2.0.0',
      'pkg:npm/a@1.0.0',
      'pkg:npm/c@1.5.0',
      'pkg:npm/c@2.0.0',
    ]);
    expect(dependencies).toEqual([
      { ref: 'app@1.0.0', dependsOn: ['a@1.0.0', '@scope/b@2.0.0'] },
      { ref: '@scope/b@2.0.0', dependsOn: ['c@2.0.0'] },
      { ref: 'a@1.0.0', dependsOn: ['c@1.5.0'] },
      { ref: 'c@1.5.0', dependsOn: [] },
      { ref: 'c@2.0.0', dependsOn: [] },
    ]);
  });

  test('has the hash of the lock file in hexadecimal digits', () => {
    expect(billOf('node_modules/a/index.js').components[0]?.hashes).toEqual([
      { alg: 'SHA-512', content: '01'.repeat(64) },
    ]);
  });

  test.each([
    [
      'a package of development only',
      'node_modules/tool/t.js',
      'node_modules/tool is in a bundle and a dependency of development only',
    ],
    [
      'a package that is not locked',
      'node_modules/stray/s.js',
      'node_modules/stray is in a bundle and not in the lock file',
    ],
  ])('is not made of %s', (_what, file, message) => {
    expect(() => billOf(file)).toThrow(message);
  });
});
