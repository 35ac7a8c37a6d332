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
