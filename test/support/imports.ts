/** `import type` and `export type` leave nothing behind; verbatimModuleSyntax keeps every other import. */
const STATIC = /^(?:import|export)\s+(?!type\s)(?:[\w$*{}\s,]+?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /(?<!typeof\s)\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

/** The modules that a TypeScript module loads when it runs, in order of appearance within each kind. */
export const runtimeImports = (source: string): string[] =>
  [STATIC, DYNAMIC].flatMap((pattern) => Array.from(source.matchAll(pattern), ([, specifier = '']) => specifier));
