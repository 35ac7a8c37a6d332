import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { LockedPackage, Lockfile } from '../../local/lockfile.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const manifest = read('package.json') as Manifest;
const lockfile = read('package-lock.json') as Lockfile;
const { '': root = {}, ...locked } = lockfile.packages;
const installed = Object.entries(locked);
const deployed = installed.filter(([, { dev }]) => !dev);

const placesWhere = (
  packages: readonly (readonly [string, LockedPackage])[],
  isFault: (found: LockedPackage, place: string) => boolean,
): string[] => packages.filter(([place, found]) => isFault(found, place)).map(([place]) => place);

/** Of SPDX. What is deployed asks for no more than a notice. */
const LICENCES = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0', 'Unlicense']);

/** Whatever they pull in, no more packages than somebody can look at. */
const MAX_DEPLOYED = 60;

describe('the lock file', () => {
  test('pins every package by its SHA-512, but those that came inside a pinned one', () => {
    const unpinned = placesWhere(installed, ({ integrity = '' }) => !/^sha512-[\w+/]{86}==$/.test(integrity));
    const isInside = (place: string): boolean => {
      const outer = place.slice(0, place.lastIndexOf('/node_modules/'));
      return locked[place]?.inBundle === true && (locked[outer]?.integrity !== undefined || isInside(outer));
    };

    expect(unpinned.filter((place) => !isInside(place))).toEqual([]);
    expect(installed.length).toBeGreaterThan(unpinned.length);
  });

  test('takes every package from the registry that npm is set to, and none from a repository, an address or a folder', () => {
    expect(placesWhere(installed, ({ resolved }) => resolved !== undefined)).toEqual([]);
    expect(placesWhere(installed, ({ version = '' }) => !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))).toEqual([]);
  });

  test('is of the versions that package.json names, each exactly', () => {
    const { dependencies, optionalDependencies, devDependencies, overrides } = manifest;
    const named = { ...dependencies, ...optionalDependencies, ...devDependencies };

    const found = Object.keys(named).map((name) => [name, locked[`node_modules/${name}`]?.version]);

    expect(Object.fromEntries(found)).toEqual(named);
    expect(Object.values(overrides).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(root).toMatchObject({ dependencies, optionalDependencies, devDependencies });
  });

  test('has no package that runs a script when it is installed and is not denied that by name', () => {
    const wanting = placesWhere(installed, ({ hasInstallScript }) => hasInstallScript === true);
    const names = wanting.map((place) => place.replace(/^.*node_modules\//, ''));

    expect(names.filter((name) => manifest.allowScripts[name] !== false)).toEqual([]);
    expect(Object.values(manifest.allowScripts)).not.toContain(true);
  });
});

describe('what is deployed', () => {
  test('has no package that wants to run a script when it is installed', () => {
    expect(placesWhere(deployed, ({ hasInstallScript }) => hasInstallScript === true)).toEqual([]);
  });

  test('is under licences that ask for no more than a notice', () => {
    expect(placesWhere(deployed, ({ license = '' }) => !LICENCES.has(license))).toEqual([]);
  });

  test('is not more than somebody can look at', () => {
    expect(deployed.length).toBeLessThanOrEqual(MAX_DEPLOYED);
  });
});
