/** What the functions look at of an HTTP answer: status, headers and the body's bytes. */
export function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Response {
  const bytes = Buffer.from(body);
  const chunks = {
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
    cancel: async () => undefined,
  };
  return { status, headers: new Headers(headers), body: chunks } as never;
}

/** Instead of an answer: fails when whoever waits for it gives up. */
export const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const give = () => reject(signal.reason as Error);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
