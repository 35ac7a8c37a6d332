import { registerHooks } from 'node:module';

/** One place of the product's source that is read as if it said something else. */
export interface Patch {
  /** Below `lambdas/`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/**
 * From now on the modules named are loaded with the patches in them, in this thread alone; what is on disk stays as it
 * is. Fails when a module does not say what a patch looks for: a safeguard that moved must be found again.
 */
export function mutate(patches: readonly Patch[]): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const wanted = patches.filter(({ file }) => url.endsWith(`/lambdas/${file}`));
      if (wanted.length === 0) return loaded;
      const source = wanted.reduce(
        (text, { file, find, put }) => {
          if (text.split(find).length !== 2) throw new Error(`lambdas/${file} must hold "${find}" exactly once`);
          return text.replace(find, () => put);
        },
        Buffer.from(loaded.source as Uint8Array).toString(),
      );
      return { ...loaded, source };
    },
  });
}
