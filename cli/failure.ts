import { codeOf, describeError, LogStreamingError } from '../lambdas/core/errors.ts';

export const EXIT = { ok: 0, failed: 1, usage: 2, unauthorized: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For `--help`. */
export const EXIT_CODES = `Exit codes:
  0    done
  1    the API refused, a verification failed, or the answer to a question was no
  2    wrong usage or configuration
  3    the API or AWS cannot be reached, or does not accept the credentials (401, 403)
  130  interrupted with Ctrl-C`;

/** Why a command ends: Okta's error code or one of ours, and the exit code it comes to. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly causes: readonly string[];
  /** Whether the same request may well succeed a little later. */
  readonly isTransient: boolean;

  constructor(
    code: string,
    message: string,
    exitCode: ExitCode,
    {
      causes = [],
      isTransient = false,
    }: { readonly causes?: readonly string[]; readonly isTransient?: boolean } = {},
  ) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
    this.causes = causes;
    this.isTransient = isTransient;
  }
}

export const wrongUsage = (message: string) => new CommandFailure('USAGE', message, EXIT.usage);
export const wrongConfig = (message: string) => new CommandFailure('CONFIG_INVALID', message, EXIT.usage);
export const interrupted = () => new CommandFailure('INTERRUPTED', 'interrupted', EXIT.interrupted);
export const wrongAnswer = (problem: string) =>
  new CommandFailure('API_ANSWER_INVALID', `the API's answer is not what it should be: ${problem}`, EXIT.failed);

/** AWS: what its services and its SDK call a caller they do not accept. */
const UNAUTHORIZED =
  /^(AccessDenied|CredentialsProvider|ExpiredToken|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|TokenProvider|UnauthorizedSSOToken|UnrecognizedClient)/;
const UNREACHABLE = /^(ECONN|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EPIPE|ETIMEDOUT)/;

/** Whatever was thrown as the failure that the user is told. */
export function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  const message = describeError(error);
  if (error instanceof LogStreamingError) {
    return new CommandFailure(error.code, message, error.code === 'CONFIG_INVALID' ? EXIT.usage : EXIT.failed);
  }
  const { name, code } = namesOf(error);
  // Ctrl-C while a secret or an answer was asked for.
  if (name === 'ExitPromptError' || name === 'AbortPromptError' || name === 'AbortError') return interrupted();
  if (UNAUTHORIZED.test(name)) return new CommandFailure('AWS_UNAUTHORIZED', message, EXIT.unauthorized);
  if (UNREACHABLE.test(code) || name === 'TimeoutError') {
    return new CommandFailure('AWS_UNREACHABLE', message, EXIT.unauthorized);
  }
  return new CommandFailure(name.endsWith('Exception') ? name : codeOf(error), message, EXIT.failed);
}

const namesOf = (error: unknown): { readonly name: string; readonly code: string } => {
  const field = (key: string) => (typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined);
  return { name: String(field('name') ?? ''), code: String(field('code') ?? '') };
};
