import { describe, expect, test } from '@jest/globals';
import { sideBySide } from '../../lambdas/targets/side-by-side.ts';

/** Work that ends when a test says so. */
function manualWork() {
  const begun: number[] = [];
  const ends = new Map<number, PromiseWithResolvers<string | undefined>>();
  const work = (item: number) => {
    begun.push(item);
    const end = Promise.withResolvers<string | undefined>();
    ends.set(item, end);
    return end.promise;
  };
  return { begun, work, end: (item: number) => ends.get(item) };
}

const settled = () => new Promise(setImmediate);

describe('sideBySide', () => {
  test('begins the next item when one has ended, in order', async () => {
    const { begun, work, end } = manualWork();
    const done = sideBySide([1, 2, 3, 4], 2, work);
    expect(begun).toEqual([1, 2]);

    end(2)?.resolve(undefined);
    await settled();
    expect(begun).toEqual([1, 2, 3]);

    end(1)?.resolve(undefined);
    end(3)?.resolve(undefined);
    await settled();
    end(4)?.resolve(undefined);
    await expect(done).resolves.toBeUndefined();
  });

  test('begins nothing after the first stop and still waits for what is under way', async () => {
    const { begun, work, end } = manualWork();
    let isDone = false;
    const done = sideBySide([1, 2, 3], 2, work).finally(() => {
      isDone = true;
    });

    end(2)?.resolve('first stop');
    await settled();
    expect({ begun, isDone }).toEqual({ begun: [1, 2], isDone: false });

    end(1)?.resolve('second stop');
    await expect(done).resolves.toBe('first stop');
    expect(begun).toEqual([1, 2]);
  });

  test('rejects with an exception only when all that is under way has ended', async () => {
    const { begun, work, end } = manualWork();
    let error: unknown;
    const done = sideBySide([1, 2, 3], 2, work).catch((thrown: unknown) => {
      error = thrown;
    });

    end(1)?.reject('no credentials');
    await settled();
    expect({ begun, error }).toEqual({ begun: [1, 2], error: undefined });

    end(2)?.resolve(undefined);
    await done;
    expect({ begun, error }).toEqual({ begun: [1, 2], error: 'no credentials' });
  });
});
