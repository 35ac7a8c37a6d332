/** `package-lock.json`, version 3, as far as it is read here. */
export interface Lockfile {
  /** By the folder that each package is installed in; the project itself under the empty name. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  /** Of the project itself, and where it is not that of the folder. */
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  /** `sha512-` and base64; a package that came inside another has none of its own. */
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Where Node finds the package `name` from within another, which is installed in `from`. */
export function packageAt({ packages }: Lockfile, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (Object.hasOwn(packages, place)) return place;
    if (folder === '') return undefined;
  }
}
