/** Fetch, and how many unpacked bytes of its answers were pulled, in whichever way their bodies are read. */
export function countedFetch() {
  let pulled = 0;

  const counted = (response: Response): Response => {
    const reader = response.body?.getReader();
    if (!reader) return response;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          pulled += value.byteLength;
          controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      // A stream that reads ahead by itself would be counted as if the client had asked.
      { highWaterMark: 0 },
    );
    // The body of a new answer, as `arrayBuffer()` of the old one would pass by what counts.
    return new Response(body, response);
  };

  const fetchCounted: typeof fetch = async (input, init) => counted(await fetch(input, init));
  return { fetch: fetchCounted, pulledBytes: () => pulled };
}
