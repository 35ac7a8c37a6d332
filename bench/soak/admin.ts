/** An admin who activates what was deactivated, through the API. */
export interface SoakAdmin {
  /** Activates every INACTIVE stream whose name is not among these; answers how many. */
  activateAllBut(names: ReadonlySet<string>): Promise<number>;
}

interface SeenStream {
  readonly id: string;
  readonly name: string;
}

export function adminOf({
  url,
  headers,
}: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}): SoakAdmin {
  const ask = async (method: string, path: string): Promise<Response> => {
    const response = await fetch(`${url}/api/v1/logStreams${path}`, { method, headers });
    if (!response.ok)
      throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
    return response;
  };

  return {
    async activateAllBut(names) {
      const inactive = new URLSearchParams({ filter: 'status eq "INACTIVE"', limit: '200' });
      const streams = (await (await ask('GET', `?${inactive.toString()}`)).json()) as readonly SeenStream[];
      const due = streams.filter(({ name }) => !names.has(name));
      for (const { id } of due) await (await ask('POST', `/${id}/lifecycle/activate`)).text();
      return due.length;
    },
  };
}
