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
      // What a stream reads ahead by itself, no client has asked for.
      { highWaterMark: 0 },
    );
    // `arrayBuffer()` and its like read the body an answer was made with, so another body takes another answer.
    return new Response(body, response);
  };

  const fetchCounted: typeof fetch = async (input, init) => counted(await fetch(input, init));
  return { fetch: fetchCounted, pulledBytes: () => pulled };
}
