import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import type { BillOfMaterials } from '../../local/bill-of-materials.ts';

const HANDLERS = readdirSync('lambdas').filter((file) => file.endsWith('.handler.ts'));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** The packages of which code is left in a handler's bundle, as esbuild tells it: `name@version`. */
async function bundledIn(handler: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join('lambdas', handler)],
    outdir: 'nowhere',
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(folders.map((folder) => refOf(manifestIn(folder))))].toSorted();
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
const refOf = ({ name, version }: Manifest): string => `${name}@${version}`;

let bill: BillOfMaterials;
beforeAll(() => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['bin/sbom.ts'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  bill = JSON.parse(stdout) as BillOfMaterials;
  // Synthesis bundles seven functions; a bound for what hangs.
}, 300_000);

describe('the bill of materials', () => {
  test.each(HANDLERS)('names exactly the packages that are in the bundle of %s', async (handler) => {
    const name = handler.replace('.handler.ts', '');
    const named = bill.components.filter(({ properties = [] }) => properties.some(({ value }) => value === name));

    expect(named.map((component) => component['bom-ref']).toSorted()).toEqual(await bundledIn(handler));
  });

  test('names no function that there is not', () => {
    const named = bill.components.flatMap(({ properties = [] }) => properties.map(({ value }) => value));

    expect([...new Set(named)].toSorted()).toEqual(HANDLERS.map((file) => file.replace('.handler.ts', '')));
  });

  test('has version, licence, hash and address of each, as they are installed', () => {
    for (const { name, version, licenses, purl, hashes } of bill.components) {
      const installed = manifestIn(join('node_modules', name));
      expect({ name, version, licenses, purl }).toEqual({
        name: installed.name,
        version: installed.version,
        licenses: [{ license: { id: installed.license } }],
        purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      });
      expect(hashes).toEqual([{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }]);
    }
  });

  test('tells what each depends on, and leaves none without one that does', () => {
    const refs = bill.components.map((component) => component['bom-ref']);
    const root = bill.metadata.component['bom-ref'];

    expect(bill.dependencies.map(({ ref }) => ref)).toEqual([root, ...refs]);
    expect([...new Set(bill.dependencies.flatMap(({ dependsOn }) => dependsOn))].toSorted()).toEqual(refs.toSorted());
  });
});
