import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A file of the page, by its path. */
export interface Asset {
  readonly type: string;
  readonly text: string;
}

const file = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };

/** The page from its sources, in memory. It is whole: it loads nothing from elsewhere. */
export async function bundlePage(apiName: string): Promise<ReadonlyMap<string, Asset>> {
  const [html, icon, { outputFiles }] = await Promise.all([
    readFile(file('index.html'), 'utf8'),
    readFile(file('icon.svg'), 'utf8'),
    build({
      entryPoints: { page: file('page.tsx'), style: file('style/page.css') },
      outdir: '/',
      write: false,
      bundle: true,
      format: 'esm',
      target: 'es2024',
      minify: true,
      legalComments: 'none',
      logLevel: 'silent',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    }),
  ]);
  return new Map([
    ['/', { type: 'text/html', text: html.replace('{{api}}', () => escaped(apiName)) }],
    ['/icon.svg', { type: 'image/svg+xml', text: icon }],
    ...outputFiles.map(({ path, text }): [string, Asset] => {
      const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
      return [`/${name}`, { type: TYPES[name.split('.')[1] ?? ''] ?? 'text/plain', text }];
    }),
  ]);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
