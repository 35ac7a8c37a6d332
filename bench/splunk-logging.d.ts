declare module 'splunk-logging' {
  /** The parts of the package's Logger that the bench uses. */
  export class Logger {
    constructor(config: { readonly token: string; readonly url: string; readonly maxBatchCount: number });
    eventFormatter: (message: unknown, severity: string) => unknown;
    send(payload: { readonly message: unknown; readonly metadata?: Readonly<Record<string, unknown>> }): void;
    flush(done: (error: Error | null, response: unknown, body: { readonly code?: number } | undefined) => void): void;
  }
}
