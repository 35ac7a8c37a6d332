/** A request to a service of AWS's JSON protocols. */
export interface JsonRequest {
  readonly authorization: string | undefined;
  /** X-Amz-Target: what stands before the dot names the service, what stands behind it the operation. */
  readonly target: string;
  /** Asked for only if it matters who signed. */
  readonly input: () => Readonly<Record<string, unknown>>;
}

/** Lets a request through, or fails with the service's own fault. */
export type AuthorizeJson = (request: JsonRequest) => void;
