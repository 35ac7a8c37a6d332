/** What went wrong with a request, in the words of whoever refused it. */
export interface ApiFailure {
  /** 0 when nothing answered at all. */
  readonly status: number;
  readonly code: string;
  readonly summary: string;
  readonly causes: readonly string[];
  /** How long the API asks us to wait. */
  readonly waitMs?: number | undefined;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly failure: ApiFailure;

  constructor(failure: ApiFailure) {
    super(`${failure.code}: ${failure.summary}`);
    this.failure = failure;
  }
}

/** Whatever was thrown, as something that can be shown. */
export function failureOf(error: unknown): ApiFailure {
  if (error instanceof ApiError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { status: 0, code: 'UNEXPECTED', summary: message, causes: [] };
}

/** Nobody who asks again with the same credentials is answered otherwise. */
export const isUnauthorized = ({ status, code }: ApiFailure): boolean =>
  status === 401 || status === 403 || code === 'AWS_UNAUTHORIZED';

/** The page was opened with the key of an earlier run. */
export const isKeyRefused = ({ code }: ApiFailure): boolean => code === 'CONSOLE_KEY_REFUSED';
