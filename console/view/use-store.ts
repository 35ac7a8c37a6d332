import { useEffect, useState } from 'preact/hooks';
import type { Store } from '../state/store.ts';

/** The store's value; the component is rendered again when it changes. */
export function useStore<T extends object>(source: Store<T>): T {
  const [value, setValue] = useState(source.get);
  useEffect(() => {
    const take = (): void => setValue(source.get());
    take();
    return source.subscribe(take);
  }, [source]);
  return value;
}
