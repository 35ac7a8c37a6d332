/** What of the browser the key is found in and kept in. */
export interface KeyPlaces {
  readonly hash: string;
  readonly kept: string | null;
}

/** The key of this run: from the address that the terminal printed, else the one that this tab was opened with. */
export function sessionKey({ hash, kept }: KeyPlaces): string | undefined {
  const given = /^#([\w-]{16,})$/.exec(hash)?.[1];
  return given ?? kept ?? undefined;
}
