/** A request of the page, on its way to the admin API. */
export interface ForwardedRequest {
  readonly method: string;
  /** Path and query, below `/api/v1/`. */
  readonly target: string;
  readonly body?: string | undefined;
  /** Aborts when the page no longer waits. */
  readonly signal: AbortSignal;
}

/**
 * Sends a request to the admin API as the admin whose console it is. What is thrown has a `code`, and no secret in it.
 */
export type Forward = (request: ForwardedRequest) => Promise<Response>;
