/** What an admin sees of a stream. */
export interface SeenStream {
  readonly id: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
}

/** An admin of the run, through its API. The API suffers from the same faults, so every call may fail. */
export interface Admin {
  streams(): Promise<readonly SeenStream[]>;
  activate(id: string): Promise<void>;
}

export function admin(api: { readonly url: string; readonly headers: Readonly<Record<string, string>> }): Admin {
  const ask = async (method: string, path: string): Promise<Response> => {
    const response = await fetch(`${api.url}/api/v1/logStreams${path}`, {
      method,
      headers: api.headers,
      signal: AbortSignal.timeout(20_000),
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}`);
    return response;
  };

  return {
    streams: async () => (await (await ask('GET', '')).json()) as readonly SeenStream[],
    async activate(id) {
      await (await ask('POST', `/${id}/lifecycle/activate`)).text();
    },
  };
}
