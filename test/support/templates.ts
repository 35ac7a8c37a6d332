import type { StackTemplate } from '../../local/template.ts';

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>>;

/** A template with these resources, every asset of which lies in `/assets/<key>`. */
export const templateOf = (resources: Resources): StackTemplate => ({
  stackName: 'the-stack',
  ofType: (type) =>
    Object.entries(resources)
      .filter(([, { Type }]) => Type === type)
      .map(([logicalId, { Type, Properties = {} }]) => ({ logicalId, type: Type, properties: Properties })),
  assetFolder: (key) => `/assets/${key}`,
});
