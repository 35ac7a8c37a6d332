import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Console, ConsoleOptions } from '../console/server/start-console.ts';
import type { Clock } from '../lambdas/core/ports.ts';

/** Everything outside the command line that it sees or touches. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly fetch: typeof fetch;
  readonly now: Clock;
  /** So many random bytes. */
  readonly random: (count: number) => Uint8Array;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal;
  /** Passes so many milliseconds, or less when `stopped` aborts. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Ctrl-C. */
  readonly stopped: AbortSignal;
  /** Resolves when `stopped` aborts. */
  readonly untilStopped: () => Promise<void>;
  /** Reads a line that is not shown; only called when `stdin` is a terminal, as is `confirm`. */
  readonly askSecret: (question: string) => Promise<string>;
  readonly confirm: (question: string) => Promise<boolean>;
  /** The admin's own, found as the AWS CLI finds them. */
  readonly credentials: () => Promise<AwsCredentials>;
  /** With the admin's own credentials; without a region, the one configured for the AWS CLI. */
  readonly secretsManager: (region: string | undefined) => Promise<SecretsManagerClient>;
  readonly readFile: (path: string) => string;
  /** Serves the console page on loopback. */
  readonly startConsole: (options: ConsoleOptions) => Promise<Console>;
  /** In the user's browser, or not at all. */
  readonly openBrowser: (url: string) => void;
}

export interface Input {
  readonly isTTY: boolean;
  /** All of it. */
  readonly text: () => Promise<string>;
}

export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}
