import { useState } from 'preact/hooks';
import { type ApiFailure, failureOf } from '../api/api-failure.ts';

/** One request at a time, and why it failed. */
export function useRequest(): {
  readonly isBusy: boolean;
  readonly failure: ApiFailure | undefined;
  readonly send: (request: () => Promise<void>) => void;
} {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure>();

  async function run(request: () => Promise<void>): Promise<void> {
    setIsBusy(true);
    setFailure(undefined);
    try {
      await request();
    } catch (error) {
      setFailure(failureOf(error));
      setIsBusy(false);
    }
  }

  return { isBusy, failure, send: (request) => (isBusy ? undefined : void run(request)) };
}
