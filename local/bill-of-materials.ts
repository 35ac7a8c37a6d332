import type { Lockfile, LockedPackage } from './lockfile.ts';
import { packageAt } from './lockfile.ts';

/** Where the code of a function comes from: the files that its bundle was made of. */
export interface FunctionSources {
  readonly name: string;
  readonly files: readonly string[];
}

/** CycloneDX 1.5, as far as a bill of npm packages needs it. */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.5';
  readonly version: 1;
  readonly metadata: { readonly timestamp: string; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export interface Component {
  readonly 'bom-ref': string;
  readonly type: 'application' | 'library';
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly { readonly license: { readonly id: string } }[];
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
  /** The functions whose bundles have code of it. */
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

const FUNCTION_PROPERTY = 'okta-log-streaming:function';

/**
 * The packages whose code is deployed, which are fewer than those that are installed, with versions, hashes and
 * licences from the lock file. Fails on one that the lock file does not have, or has for development only.
 */
export function billOfMaterials(
  functions: readonly FunctionSources[],
  lockfile: Lockfile,
  now: Date,
): BillOfMaterials {
  const usedBy = new Map<string, Set<string>>();
  for (const { name, files } of functions) {
    for (const place of files.flatMap(placeOf)) usedBy.set(place, (usedBy.get(place) ?? new Set()).add(name));
  }
  const bundled = [...usedBy.keys()].toSorted().map((place) => ({ place, locked: deployable(lockfile, place) }));

  const refs = new Map(bundled.map(({ place, locked }) => [place, refOf(nameAt(place), locked)]));
  const dependsOn = (place: string, { dependencies = {} }: LockedPackage): string[] =>
    Object.keys(dependencies).flatMap((name) => refs.get(packageAt(lockfile, name, place) ?? '') ?? []);

  const root = lockfile.packages[''] ?? {};
  const { name: rootName = '' } = root;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { timestamp: now.toISOString(), component: { ...identityOf(rootName, root), type: 'application' } },
    components: bundled.map(({ place, locked }) => ({
      ...identityOf(nameAt(place), locked),
      type: 'library',
      ...(locked.license !== undefined && { licenses: [{ license: { id: locked.license } }] }),
      hashes: [{ alg: 'SHA-512', content: hexOf(locked) }],
      properties: [...(usedBy.get(place) ?? [])].toSorted().map((value) => ({ name: FUNCTION_PROPERTY, value })),
    })),
    dependencies: [
      { ref: refOf(rootName, root), dependsOn: dependsOn('', root) },
      ...bundled.map(({ place, locked }) => ({
        ref: refOf(nameAt(place), locked),
        dependsOn: dependsOn(place, locked),
      })),
    ],
  };
}

/** Where a file's package is installed, as the lock file writes it; none for a file of this project. */
const placeOf = (file: string): string[] =>
  /(?:^|\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(file)?.slice(1, 2) ?? [];

const nameAt = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

function deployable(lockfile: Lockfile, place: string): LockedPackage {
  const locked = lockfile.packages[place];
  if (locked === undefined) throw new Error(`${place} is in a bundle and not in the lock file`);
  if (locked.dev) throw new Error(`${place} is in a bundle and a dependency of development only`);
  return locked;
}

const refOf = (name: string, { version = '' }: LockedPackage): string => `${name}@${version}`;

const identityOf = (name: string, locked: LockedPackage) => ({
  'bom-ref': refOf(name, locked),
  name,
  version: locked.version ?? '',
  purl: `pkg:npm/${refOf(name.replace('@', '%40'), locked)}`,
});

const hexOf = ({ integrity = '' }: LockedPackage): string =>
  Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
