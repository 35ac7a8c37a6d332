import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FunctionSources } from './bill-of-materials.ts';
import type { StackTemplate } from './template.ts';

const HANDLER = '.handler.ts';

/** What the bundle of each function was made of, by its source map. A function is called as its handler's file is. */
export const functionSources = (template: StackTemplate): FunctionSources[] =>
  template.ofType('AWS::Lambda::Function').map(({ logicalId, properties }) => {
    const { S3Key } = properties['Code'] as { readonly S3Key: string };
    const map = readFileSync(join(template.assetFolder(S3Key), 'index.mjs.map'), 'utf8');
    const { sources } = JSON.parse(map) as { readonly sources: readonly string[] };
    const handler = sources.find((file) => file.endsWith(HANDLER));
    if (handler === undefined) throw new Error(`the bundle of ${logicalId} has no handler of this project`);
    return { name: basename(handler, HANDLER), files: sources };
  });
