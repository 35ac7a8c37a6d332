import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A resource as the synthesized template declares it. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What `cdk synth` wrote: resources by type, and where each function's bundle lies. */
export interface StackTemplate {
  readonly stackName: string;
  ofType(type: string): readonly TemplateResource[];
  /** Folder of the bundle behind an asset key of the template. Fails when the assembly has none. */
  assetFolder(key: string): string;
}

interface AssetManifest {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { objectKey: string }>>;
      }
    >
  >;
}

/**
 * Reads the template and the asset manifest of one stack from a cloud assembly folder, where both begin with
 * `artifact`.
 */
export function readStackTemplate(assembly: string, artifact: string, stackName: string): StackTemplate {
  const readJson = (file: string): unknown => JSON.parse(readFileSync(join(assembly, file), 'utf8'));
  const { Resources } = readJson(`${artifact}.template.json`) as {
    Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  };
  const { files } = readJson(`${artifact}.assets.json`) as AssetManifest;

  const resources = Object.entries(Resources).map(([logicalId, { Type, Properties = {} }]) => ({
    logicalId,
    type: Type,
    properties: Properties,
  }));
  const folders = new Map(
    Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, join(assembly, source.path)] as const),
    ),
  );

  return {
    stackName,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    assetFolder(key) {
      const folder = folders.get(key);
      if (folder === undefined) throw new Error(`the assembly has no asset with key "${key}"`);
      return folder;
    },
  };
}
