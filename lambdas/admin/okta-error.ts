/** A refusal in Okta's words, which the HTTP edge puts into Okta's envelope. */
export class OktaError extends Error {
  override readonly name = 'OktaError';
  readonly status: number;
  /** Okta: the only member that clients may decide by. */
  readonly errorCode: string;
  readonly errorSummary: string;
  readonly errorCauses: readonly string[];

  constructor(status: number, errorCode: string, errorSummary: string, errorCauses: readonly string[] = []) {
    super(`${errorCode}: ${errorSummary}`);
    this.status = status;
    this.errorCode = errorCode;
    this.errorSummary = errorSummary;
    this.errorCauses = errorCauses;
  }
}
